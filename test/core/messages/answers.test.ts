import { describe, expect, test } from 'vitest'
import { BY_APPROVAL } from '../../../src/core/event.ts'
import { describeAnnounced } from '../../../src/core/messages/describe-announced.ts'
import { undoChange } from '../../../src/remediation/undo-change.ts'
import { announcingBucket, PROPOSE } from '../../support/announcing-bucket.ts'
import { bucketEvent, OWNERS_STATEMENT, policyOf, posture } from '../../support/builders.ts'

const ANSWERER = { ...bucketEvent().actor, arn: 'arn:aws:iam::123456789012:user/operator' }

/** A bucket with a proposal. */
async function proposed() {
  const bucket = announcingBucket(PROPOSE)
  await bucket.on(0)
  const [proposal] = bucket.notified
  if (!proposal) throw new Error('There should be a proposal')
  return { ...bucket, proposal }
}

describe('the e-mail about a proposal', () => {
  test('says what Cooper would change, and how to answer', async () => {
    const { emails } = await proposed()
    expect(emails()).toMatchSnapshot()
  })

  test('of a member names its account in the commands, which go to the journal of the hub', async () => {
    const { proposal } = await proposed()
    const { answers } = describeAnnounced({ ...proposal, memberAccount: '222222222222' }) ?? {}
    expect(answers?.approve).toMatch(/^npx cooper approve \S+ --account 222222222222$/)
    expect(answers?.reject).toMatch(/ --reason "why" --account 222222222222$/)
    expect(describeAnnounced(proposal)?.answers?.approve).not.toContain('--account')
  })

  test('of an approval names who approved it, and the call before the proposal', async () => {
    const { proposal, on, emails } = await proposed()
    const approval = { id: proposal.id, controls: ['tls-only'], actor: proposal.actor } as const
    await on(1, { name: BY_APPROVAL, approval, actor: ANSWERER })
    expect(emails().slice(1)).toMatchSnapshot()
  })

  test('of a rejection says why, and until when Cooper leaves the bucket alone', async () => {
    const { proposal, ports, emails } = await proposed()
    await undoChange(
      {
        ...{ id: 'reject-1', actor: ANSWERER },
        posture: posture({ policy: policyOf(OWNERS_STATEMENT) }),
        plan: { controls: ['tls-only'], steps: [], changed: [], now: {} },
        undo: {
          of: proposal.id,
          until: '2026-12-24',
          controls: ['tls-only'],
          rejection: 'A partner needs HTTP',
        },
        interrupted: undefined,
      },
      ports,
    )
    expect(emails().slice(1)).toMatchSnapshot()
  })
})
