import { readSweepConfig } from '../config/sweep-config.ts'
import { sweepHandler } from './handle-sweep-task.ts'
import { withLists } from './with-lists.ts'

/** Sweeps the buckets of its own account. */
export const handler = withLists(process.env, (environment) =>
  sweepHandler(readSweepConfig(environment)),
)
