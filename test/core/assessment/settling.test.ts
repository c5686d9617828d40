import { describe, expect, test } from 'vitest'
import { assess } from '../../../src/core/assessment/assess.ts'
import { isOver, type Settling, settlingBy } from '../../../src/core/assessment/settling.ts'
import { stackOf } from '../../../src/core/assessment/stack.ts'
import type { BucketEvent } from '../../../src/core/event.ts'
import { planSteps } from '../../../src/core/plan/plan.ts'
import type { PolicyDocument } from '../../../src/core/policy/document.ts'
import { tlsOnlyStatement } from '../../../src/core/statements/cooper-statements.ts'
import {
  BUCKET,
  bucketEvent,
  circumstances,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  SSE_S3,
} from '../../support/builders.ts'
import { entryAfter, STACK, STACK_TAGS } from '../../support/stacks.ts'

const OWN = tlsOnlyStatement(BUCKET)
const by = (invokedBy: string | undefined, sourceAddress = '192.0.2.10') => ({
  actor: { ...bucketEvent().actor, invokedBy, sourceAddress },
})
const DELETION = { name: 'DeleteBucketPolicy' } as const

describe('which events tell that a deployment may not be finished', () => {
  test.each<
    [string, Partial<BucketEvent>, PolicyDocument | undefined, Partial<Settling> | undefined]
  >([
    [
      'CloudFormation made the bucket',
      { name: 'CreateBucket', ...by('cloudformation.amazonaws.com') },
      undefined,
      { cause: 'deployment', stack: STACK },
    ],
    [
      'CloudFormation is only the address of the call',
      by(undefined, 'cloudformation.amazonaws.com'),
      undefined,
      { cause: 'deployment' },
    ],
    ['Cloud Control', by('cloudcontrolapi.amazonaws.com'), undefined, { cause: 'deployment' }],
    [
      'CloudFormation deleted the policy, whatever it held',
      { ...DELETION, ...by('cloudformation.amazonaws.com') },
      policyOf(OWNERS_STATEMENT, OWN),
      { cause: 'deployment' },
    ],
    ['another service', by('config.amazonaws.com'), undefined, undefined],
    ['a person', by(undefined), policyOf(OWN), undefined],
    [
      "a person deleted a policy of Cooper's statements alone",
      DELETION,
      policyOf(OWN),
      { cause: 'deletion', stack: undefined },
    ],
    ['a person deleted a policy with others', DELETION, policyOf(OWNERS_STATEMENT, OWN), undefined],
    ['a person deleted a policy that Cooper does not know', DELETION, undefined, undefined],
  ])('%s', (_, event, last, expected) => {
    const entries = last ? [entryAfter(last)] : []
    const found = settlingBy(bucketEvent(event), STACK, entries)
    if (expected) expect(found).toMatchObject({ since: '2026-11-20T09:30:00Z', ...expected })
    else expect(found).toBeUndefined()
  })
})

describe('when it is over', () => {
  const since = '2026-11-20T09:30:00Z'
  const deployment = { since, cause: 'deployment', stack: STACK } as const
  const alone = { ...deployment, stack: undefined }
  test.each<[string, Settling, string | undefined, string, boolean]>([
    ['a stack whose end is not known', deployment, undefined, '2026-11-20T20:30:00Z', false],
    [
      'a stack that ended before',
      deployment,
      '2026-11-20T09:29:59Z',
      '2026-11-20T20:30:00Z',
      false,
    ],
    [
      'a stack that ended at once',
      deployment,
      '2026-11-20T09:30:00Z',
      '2026-11-20T09:30:01Z',
      true,
    ],
    ['a stack after a day', deployment, undefined, '2026-11-21T09:30:00Z', true],
    ['no stack, a second too early', alone, undefined, '2026-11-20T09:44:59Z', false],
    ['no stack, after the minutes', alone, undefined, '2026-11-20T09:45:00Z', true],
  ])('%s', (_, settling, ended, now, expected) => {
    expect(isOver(settling, ended, 15, new Date(now))).toBe(expected)
  })
})

describe('the stack of a bucket', () => {
  test.each([
    ['all three tags', {}, STACK],
    ['no stack id', { 'aws:cloudformation:stack-id': undefined }, undefined],
    ['a stack id that is none', { 'aws:cloudformation:stack-id': 'arn:aws:s3:::x' }, undefined],
    [
      'a stack name that CloudFormation refuses',
      { 'aws:cloudformation:stack-name': '$(x)' },
      undefined,
    ],
    [
      'a logical id that CloudFormation refuses',
      { 'aws:cloudformation:logical-id': 'A:\n B' },
      undefined,
    ],
    ['no logical id', { 'aws:cloudformation:logical-id': undefined }, undefined],
  ])('%s', (_, spoilt, expected) => {
    const tags = Object.entries({ ...STACK_TAGS, ...spoilt }).filter(([, value]) => value)
    expect(stackOf(Object.fromEntries(tags) as Record<string, string>)).toEqual(expected)
  })
})

describe('while a bucket settles', () => {
  const settling = { since: '2026-11-20T09:30:00Z', cause: 'deployment', stack: STACK } as const
  const waiting = { ...circumstances({ defaultEncryption: 'sse-kms' }), settling }
  const bare = posture({ policy: null, encryption: SSE_S3 })

  test('no policy is planned, and the default encryption is', () => {
    const steps = planSteps(assess(bare, waiting), bare, waiting)
    expect(steps.map(({ attribute }) => attribute)).toEqual(['encryption'])
  })

  test('the reason names the stack', () => {
    const tls = assess(bare, waiting).find(({ control }) => control === 'tls-only')
    expect(tls).toMatchObject({ verdict: 'exempt', exemption: { by: 'settling' } })
    expect(tls?.reason).toContain('The stack shop may not be finished')
  })
})
