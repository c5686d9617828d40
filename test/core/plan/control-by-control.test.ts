import { expect, test } from 'vitest'
import { CONTROL_IDS } from '../../../src/core/controls/ids.ts'
import { controlByControl } from '../../../src/core/plan/control-by-control.ts'
import {
  minimumTlsStatement,
  OWN_SIDS,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import { BUCKET } from '../../support/builders.ts'

const REQUIRED = [
  tlsOnlyStatement(BUCKET),
  minimumTlsStatement(BUCKET, '1.2'),
  uploadAlgorithmStatement(BUCKET, { algorithm: 'AES256' }),
  uploadHeaderStatement(BUCKET),
]

const step = {
  action: 'put',
  attribute: 'policy',
  controls: CONTROL_IDS,
  change: {
    required: REQUIRED,
    obsolete: OWN_SIDS.filter((sid) => REQUIRED.every(({ Sid }) => Sid !== sid)),
  },
} as const

test('removals come first to make room, then TLS, then the others', () => {
  const parts = controlByControl(step)
  expect(parts.map(({ controls }) => controls)).toEqual([
    ['sse-c'],
    ['tls-only'],
    ['minimum-tls'],
    ['upload-encryption'],
  ])
})

test('law: the parts together are the whole, with each statement once', () => {
  const parts = controlByControl(step)
  expect(parts.flatMap(({ change }) => change.required)).toEqual(REQUIRED)
  expect(parts.flatMap(({ change }) => change.obsolete).toSorted()).toEqual(
    step.change.obsolete.toSorted(),
  )
})
