import { describe, expect, test } from 'vitest'
import { unqueued } from '../../../src/aws/events/queued-event.ts'
import { isStackEvent, parseStackEnd } from '../../../src/aws/events/stack-event.ts'
import { BUCKET } from '../../support/builders.ts'
import { sample } from '../../support/events.ts'
import { STACK } from '../../support/stacks.ts'

const withStatus = (status: string) => {
  const event = sample('stack-completed.json') as { readonly detail: object }
  return { ...event, detail: { ...event.detail, 'status-details': { status } } }
}

describe('the status of a stack', () => {
  test.each([
    ['CREATE_COMPLETE', true],
    ['CREATE_FAILED', true],
    ['ROLLBACK_COMPLETE', true],
    ['UPDATE_ROLLBACK_FAILED', true],
    ['DELETE_COMPLETE', true],
    ['IMPORT_COMPLETE', true],
    ['CREATE_IN_PROGRESS', false],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', false],
    ['REVIEW_IN_PROGRESS', false],
  ])('%s is final: %s', (status, isFinal) => {
    const end = parseStackEnd(withStatus(status), BUCKET)
    const expected = { version: 1, stack: STACK.id, time: '2026-11-20T09:34:00Z' }
    expect(end).toEqual(isFinal ? expected : undefined)
  })

  test('counts only for stacks of the account', () => {
    const other = { ...BUCKET, account: '210987654321' }
    expect(parseStackEnd(sample('stack-completed.json'), other)).toBeUndefined()
  })

  test('is refused where the stack has no ARN', () => {
    const event = { ...withStatus('CREATE_COMPLETE'), detail: { 'stack-id': '../../changes' } }
    expect(isStackEvent(event)).toBe(true)
    expect(() => parseStackEnd(event, BUCKET)).toThrow(
      'detail.stack-id: must be the ARN of a stack',
    )
  })
})

describe('an event in a queue', () => {
  const queued = (...bodies: readonly string[]) => ({
    Records: bodies.map((body) => ({ eventSource: 'aws:sqs', body })),
  })

  test('is the body of the message', () => {
    expect(unqueued(queued('{"source":"aws.s3"}'))).toEqual({ source: 'aws.s3' })
  })

  test('other input stays as it is', () => {
    expect(unqueued({ source: 'aws.s3' })).toEqual({ source: 'aws.s3' })
  })

  test.each([
    ['no JSON', queued('{')],
    ['no object', queued('"text"')],
    ['more than one message', queued('{}', '{}')],
  ])('with %s is refused', (_, input) => {
    expect(() => unqueued(input)).toThrow('Cannot read the event')
  })
})
