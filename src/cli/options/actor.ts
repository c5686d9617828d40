import type { CallerIdentity } from '../../aws/caller-identity.ts'
import type { Actor } from '../../core/event.ts'

/** The caller of a command, as messages and records name them. */
export const actorOf = ({ arn }: CallerIdentity, verb: string): Actor => ({
  arn,
  kind: actorKind(arn),
  invokedBy: undefined,
  sourceAddress: undefined,
  userAgent: `cooper ${verb}`,
})

function actorKind(arn: string): string {
  if (arn.includes(':assumed-role/')) return 'AssumedRole'
  return arn.endsWith(':root') ? 'Root' : 'IAMUser'
}
