import { setTimeout as wait } from 'node:timers/promises'
import { jittered } from '../../remediation/deadline.ts'

export const patiently = (milliseconds: number): Promise<void> =>
  wait(jittered(milliseconds, Math.random()))
