import * as v from 'valibot'
import type { BucketPlace } from '../../core/bucket.ts'
import { accountOfStack, type StackEnd } from '../../core/journal/waiting.ts'
import { parseEventWith } from './parse-event.ts'
import { IsoTime, StackId } from './values.ts'

const StackEnvelope = v.object({
  source: v.literal('aws.cloudformation'),
  'detail-type': v.literal('CloudFormation Stack Status Change'),
})

const StackStatus = v.object({
  time: IsoTime,
  detail: v.object({
    'stack-id': StackId,
    'status-details': v.object({ status: v.string() }),
  }),
})

export const isStackEvent = (event: unknown): boolean => v.is(StackEnvelope, event)

/**
 * The end of an operation on a stack. `undefined`: it is not finished, or the stack is not of the function's account. Throws
 * an error that names the malformed field.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-events.html
 */
export function parseStackEnd(event: unknown, { account }: BucketPlace): StackEnd | undefined {
  const { time, detail } = parseEventWith(StackStatus, event)
  const { 'stack-id': stack, 'status-details': details } = detail
  const isOwn = accountOfStack(stack) === account
  return isOwn && isFinal(details.status) ? { version: 1, stack, time } : undefined
}

// Others end in _IN_PROGRESS, such as UPDATE_COMPLETE_CLEANUP_IN_PROGRESS.
const isFinal = (status: string) => /_(COMPLETE|FAILED)$/.test(status)
