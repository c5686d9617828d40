import { describe, expect, test } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { assess } from '../../../src/core/assessment/assess.ts'
import { strengthen } from '../../../src/core/encryption/requirement.ts'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import { isNonCompliant } from '../../../src/core/finding.ts'
import { plan } from '../../../src/core/plan/plan.ts'
import { BUCKET, circumstances, posture } from '../../support/builders.ts'
import {
  expectedFailures,
  expectedProtection,
  expectedServed,
  expectedVerdicts,
} from './matrix/expected.ts'
import { losses, protectionOf, restOf } from './matrix/protection.ts'
import {
  EVERY_SETTING,
  environmentOf,
  makesSense,
  nameOf,
  type Setting,
} from './matrix/settings.ts'
import { ruleOf, STARTS } from './matrix/starts.ts'

// All settings with all rules that a bucket may start with, through these functions: assess, plan, strengthen.

const NAMED_SETTINGS = EVERY_SETTING.map((setting) => [nameOf(setting), setting] as const)
const SENSIBLE = NAMED_SETTINGS.filter(([, setting]) => makesSense(setting))

test.each(NAMED_SETTINGS)('only sensible settings are valid: %s', (_, setting) => {
  const start = () => readConfig(environmentOf(setting))
  if (makesSense(setting)) expect(start).not.toThrow()
  else expect(start).toThrow(/^Cannot start: KMS_KEY/)
})

test('the matrix has not shrunk', () => {
  expect(SENSIBLE).toHaveLength(8 * 4)
  expect(STARTS.flatMap(([, starts]) => starts)).toHaveLength(1 + 9 + 9 * (9 + 6))
})

function pass(encryption: EncryptionRule | undefined, setting: Setting) {
  const around = circumstances(readConfig(environmentOf(setting)))
  const present = posture({ encryption: encryption ?? null })
  const findings = assess(present, around)
  const steps = plan('encryption', findings, present, around).map(({ step }) => {
    if (step.attribute !== 'encryption') throw new Error(`A step on the ${step.attribute}`)
    return step
  })
  const after = steps.reduce((rule, { change }) => strengthen(rule, change, BUCKET), encryption)
  return { findings, steps, after }
}

describe.each(SENSIBLE)('%s', (_, setting) => {
  test.each(STARTS)('from %s', (_kind, starts) => {
    for (const start of starts) {
      const before = ruleOf(start)
      const says = JSON.stringify(before)
      const { findings, steps, after } = pass(before, setting)

      expect(protectionOf(after), says).toEqual(expectedProtection(start, setting))
      expect(losses(before, after), says).toEqual([])
      if (before && after) expect(restOf(after), says).toEqual(restOf(before))

      const failures = expectedFailures(start, setting)
      const failing = findings.filter(isNonCompliant).map(({ control }) => control)
      const served = steps.map(({ controls }) => controls)
      expect(failing, says).toEqual(failures)
      const serves = expectedServed(start, setting)
      expect(served, says).toEqual(serves.length > 0 ? [serves] : [])

      const second = pass(after, setting)
      const verdicts = second.findings.map(({ control, verdict }) => [control, verdict])
      expect(Object.fromEntries(verdicts), says).toEqual(expectedVerdicts(start, setting))
      expect(second.steps, says).toEqual([])
      for (const { change } of steps) expect(strengthen(after, change, BUCKET), says).toBe(after)
    }
  })
})
