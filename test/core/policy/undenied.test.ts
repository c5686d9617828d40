import { describe, expect, test } from 'vitest'
import { isCanonicalTls } from '../../../src/core/policy/canonical-tls.ts'
import { isDenied } from '../../../src/core/policy/evaluate.ts'
import { parsePolicy } from '../../../src/core/policy/parse.ts'
import { plainHttp } from '../../../src/core/policy/plain-http.ts'
import { findUndenied } from '../../../src/core/policy/undenied.ts'
import { CONDITIONS } from './cases/conditions.ts'
import { FORMS } from './cases/forms.ts'
import { SCOPES } from './cases/scopes.ts'
import { SPREAD } from './cases/spread.ts'

const BUCKET = { name: 'data', partition: 'aws' }

const TYPES: Readonly<Record<string, string>> = {
  true: 'denied',
  false: 'undenied',
  vague: 'not-proven',
}

describe.each([
  ['forms', FORMS],
  ['scopes', SCOPES],
  ['conditions', CONDITIONS],
  ['spread over statements', SPREAD],
])('the truth table: %s', (_, cases) => {
  test.each(cases)('%s', (_reason, document, enforced, canonical = false) => {
    const policy = parsePolicy(document)
    const answer = findUndenied(policy, plainHttp(BUCKET))
    expect(answer.type).toBe(TYPES[String(enforced)])
    if (answer.type === 'undenied') expect(isDenied(policy, answer.request)).toBe(false)
    expect(isCanonicalTls(policy, BUCKET)).toBe(canonical)
  })
})
