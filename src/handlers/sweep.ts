import { readSweepConfig } from '../config/sweep-config.ts'
import { sweepHandler } from './handle-sweep-task.ts'

/** Sweeps the buckets of its own account. */
export const handler = sweepHandler(readSweepConfig(process.env))
