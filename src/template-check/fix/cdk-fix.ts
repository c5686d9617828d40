import { cdk } from '../../core/messages/snippets/cdk.ts'
import type { FixNeeds } from './fix-needs.ts'
import { withoutHeading } from './without-heading.ts'

/** The CDK generates logical ids, so the lines cannot name the construct. */
export const cdkFix = (needs: FixNeeds): string => withoutHeading(cdk(needs))
