import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/core/policy/document.ts'
import { parsePolicy } from '../../../src/core/policy/parse.ts'
import { appliesTo } from '../../../src/core/policy/principals.ts'
import type { Caller } from '../../../src/core/policy/request.ts'
import { BOB, deny, OPS, policy } from './cases/case.ts'

const SESSION = 'arn:aws:sts::111122223333:assumed-role/ops/nightly'
const ROOT = 'arn:aws:iam::111122223333:root'
const account = '111122223333'
const CALLERS: Readonly<Record<string, Caller>> = {
  anonymous: { type: 'anonymous' },
  bob: { type: 'user', account, arn: BOB, principalArn: BOB },
  nightly: { type: 'role-session', account, arn: SESSION, principalArn: OPS },
  root: { type: 'root', account, arn: ROOT, principalArn: ROOT },
  logging: { type: 'service', service: 'logging.s3.amazonaws.com' },
}

/** Whom it takes in by every reading, and whom by some reading only. */
type Row = readonly [string, 'Principal' | 'NotPrincipal', Json, string, string?]

const ROWS: readonly Row[] = [
  ['everybody', 'Principal', '*', 'anonymous bob nightly root logging'],
  ['a user', 'Principal', { AWS: BOB }, 'bob'],
  ['a role', 'Principal', { AWS: OPS }, 'nightly'],
  ['a session', 'Principal', { AWS: SESSION }, 'nightly'],
  ['an account', 'Principal', { AWS: account }, 'bob nightly root'],
  ['a root user is the account', 'Principal', { AWS: ROOT }, 'bob nightly root'],
  ['another partition', 'Principal', { AWS: 'arn:aws-cn:iam::111122223333:root' }, ''],
  ['a service', 'Principal', { Service: 'logging.s3.amazonaws.com' }, 'logging'],
  ['an identity provider', 'Principal', { Federated: 'x' }, '', 'nightly'],
  ['a canonical user', 'Principal', { CanonicalUser: 'x' }, '', 'bob nightly root'],
  ['not everybody', 'NotPrincipal', '*', ''],
  ['not a user', 'NotPrincipal', { AWS: BOB }, 'anonymous nightly root logging', 'bob'],
  [
    'not a user and the account',
    'NotPrincipal',
    { AWS: [BOB, account] },
    'anonymous logging',
    'nightly',
  ],
  ['not a role', 'NotPrincipal', { AWS: OPS }, 'anonymous bob root logging', 'nightly'],
  [
    'not a role, its session and account',
    'NotPrincipal',
    { AWS: [OPS, SESSION, account] },
    'anonymous logging',
    'bob',
  ],
  ['not an account', 'NotPrincipal', { AWS: account }, 'anonymous logging', 'bob nightly'],
  [
    'not a service',
    'NotPrincipal',
    { Service: 'logging.s3.amazonaws.com' },
    'anonymous bob nightly root',
  ],
  [
    'not a canonical user',
    'NotPrincipal',
    { CanonicalUser: 'x' },
    'anonymous logging',
    'bob nightly root',
  ],
]

describe('whom a statement takes in', () => {
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
