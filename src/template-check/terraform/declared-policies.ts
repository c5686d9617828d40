import type { DeclaredPolicy } from '../declarations.ts'
import { hasSymbol } from '../readings/symbols.ts'
import { textIn } from './blocks.ts'
import { nameOf } from './names.ts'
import { type BelongingResource, type PlanContext, placeIn } from './plan-context.ts'
import { policyDocumentOf } from './policy-document.ts'

const POLICY = 'aws_s3_bucket_policy'

/** The bucket policies of a plan. */
export const declaredPolicies = (context: PlanContext): readonly DeclaredPolicy[] =>
  [...context.ofType(POLICY), ...policiesWithin(context)].map((one) => declaredPolicy(one, context))

function declaredPolicy(
  { resource, bucketName }: BelongingResource,
  context: PlanContext,
): DeclaredPolicy {
  const document = policyDocumentOf(resource, context.references)
  return {
    place: placeIn(resource, context),
    path: `${resource.address}.policy`,
    bucketName: () => bucketName,
    read: () => document,
  }
}

/** The policies that the provider reads, or in earlier versions writes, with the bucket itself. A resource of its own wins. */
const policiesWithin = ({ buckets, belonging, references }: PlanContext) =>
  buckets.flatMap((resource): readonly BelongingResource[] => {
    const text = textIn(resource.values.policy)
    const bucketName = nameOf(resource)
    if (text === undefined || belonging(POLICY, bucketName).length > 0) return []
    // Of a new bucket the provider does not know yet what it will read.
    const isWritten = references.configured(resource)?.expressions.policy !== undefined
    return hasSymbol(text) && !isWritten ? [] : [{ resource, bucketName }]
  })
