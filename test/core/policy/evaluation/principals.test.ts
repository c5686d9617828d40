import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/core/policy/document.ts'
import { appliesTo } from '../../../../src/core/policy/evaluation/principals.ts'
import { parsePolicy } from '../../../../src/core/policy/parsing/parse.ts'
import type { Caller } from '../../../../src/core/policy/request.ts'
import { deny, OPS, policy, USER } from '../cases/case.ts'

const SESSION = 'arn:aws:sts::111122223333:assumed-role/ops/nightly'
const ROOT = 'arn:aws:iam::111122223333:root'
const account = '111122223333'
const CALLERS: Readonly<Record<string, Caller>> = {
  anonymous: { type: 'anonymous' },
  analyst: { type: 'user', account, arn: USER, principalArn: USER },
  nightly: { type: 'role-session', account, arn: SESSION, principalArn: OPS },
  root: { type: 'root', account, arn: ROOT, principalArn: ROOT },
  logging: { type: 'service', service: 'logging.s3.amazonaws.com' },
}

/** The callers that match in every reading, and those that match in some reading only. */
type Row = readonly [string, 'Principal' | 'NotPrincipal', Json, string, string?]

const ROWS: readonly Row[] = [
  ['everyone', 'Principal', '*', 'anonymous analyst nightly root logging'],
  ['a user', 'Principal', { AWS: USER }, 'analyst'],
  ['a role', 'Principal', { AWS: OPS }, 'nightly'],
  ['a session', 'Principal', { AWS: SESSION }, 'nightly'],
  ['an account', 'Principal', { AWS: account }, 'analyst nightly root'],
  ['a root user means the account', 'Principal', { AWS: ROOT }, 'analyst nightly root'],
  ['another partition', 'Principal', { AWS: 'arn:aws-cn:iam::111122223333:root' }, ''],
  ['a service', 'Principal', { Service: 'logging.s3.amazonaws.com' }, 'logging'],
  ['an identity provider', 'Principal', { Federated: 'x' }, '', 'nightly'],
  ['a canonical user', 'Principal', { CanonicalUser: 'x' }, '', 'analyst nightly root'],
  ['not everyone', 'NotPrincipal', '*', ''],
  ['not a user', 'NotPrincipal', { AWS: USER }, 'anonymous nightly root logging', 'analyst'],
  [
    'not a user and the account',
    'NotPrincipal',
    { AWS: [USER, account] },
    'anonymous logging',
    'nightly',
  ],
  ['not a role', 'NotPrincipal', { AWS: OPS }, 'anonymous analyst root logging', 'nightly'],
  [
    'not a role, its session and account',
    'NotPrincipal',
    { AWS: [OPS, SESSION, account] },
    'anonymous logging',
    'analyst',
  ],
  ['not an account', 'NotPrincipal', { AWS: account }, 'anonymous logging', 'analyst nightly'],
  [
    'not a service',
    'NotPrincipal',
    { Service: 'logging.s3.amazonaws.com' },
    'anonymous analyst nightly root',
  ],
  [
    'not a canonical user',
    'NotPrincipal',
    { CanonicalUser: 'x' },
    'anonymous logging',
    'analyst nightly root',
  ],
]

describe('the callers that match a statement', () => {
  for (const [reason, element, value, sure, maybe = ''] of ROWS) {
    test(reason, () => {
      const [statement] = parsePolicy(policy(deny({ [element]: value }))).statements
      const taken = (reading: 'least' | 'most'): string[] =>
        Object.keys(CALLERS).filter((name) => {
          const caller = CALLERS[name]
          return statement && caller && appliesTo(statement.principals, caller, reading)
        })
      const split = (names: string): string[] => names.split(' ').filter((name) => name !== '')
      expect(taken('least')).toEqual(split(sure))
      expect(new Set(taken('most'))).toEqual(new Set([...split(sure), ...split(maybe)]))
    })
  }
})
