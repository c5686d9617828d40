import * as v from 'valibot'
import { isBucketStack } from '../../core/assessment/stack.ts'

/** The stack that made a bucket. */
export const StackSchema = v.pipe(
  v.object({ id: v.string(), name: v.string(), logicalId: v.string() }),
  v.check(isBucketStack, 'must be the stack of a bucket'),
)
