import { Option } from 'commander'
import type { Verdict } from '../../core/check/bucket-report.ts'

const FAIL_ON = ['non-compliant', 'unknown', 'never'] as const

/** The least verdict that ends a command with 1. `unknown` includes `non-compliant`. */
export type FailOn = (typeof FAIL_ON)[number]

export const failOnOption = (preset: FailOn): Option =>
  new Option('--fail-on <verdict>', 'end with 1 if a verdict is this, or a worse one')
    .choices(FAIL_ON)
    .default(preset)

export const isFailure = (verdict: Verdict, failOn: FailOn): boolean =>
  failOn !== 'never' && (verdict === 'non-compliant' || verdict === failOn)
