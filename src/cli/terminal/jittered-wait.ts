import { setTimeout as wait } from 'node:timers/promises'
import { withJitter } from '../../remediation/deadline.ts'

export const jitteredWait = (milliseconds: number): Promise<void> =>
  wait(withJitter(milliseconds, Math.random()))
