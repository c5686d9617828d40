import { expect, test } from 'vitest'
import {
  countedRemediations,
  type Remediation,
} from '../../../../src/core/journal/flapping/counted-remediations.ts'
import { bucketEvent } from '../../../support/builders.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')

/** In seconds after noon: when the call came, and when its remediation started and ended. */
const remediation = (call: number, start: number, end: number) =>
  ({
    event: bucketEvent({ time: new Date(NOON + call * 1000).toISOString() }),
    start: NOON + start * 1000,
    end: NOON + end * 1000,
  }) as Remediation

test.each<[string, readonly Remediation[], number]>([
  ['at the same time', [remediation(0, 5, 20), remediation(1, 6, 21)], 1],
  ['of an event that came late', [remediation(0, 5, 20), remediation(2, 60, 70)], 1],
  ['of a later call', [remediation(0, 5, 20), remediation(40, 45, 60)], 2],
])(
  'two remediations %s count as one unless the control was reverted in between',
  (_, remediations, count) => {
    expect(countedRemediations(remediations)).toHaveLength(count)
  },
)
