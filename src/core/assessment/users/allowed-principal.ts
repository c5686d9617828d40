import type { Policy, Principal, Statement } from '../../policy/document.ts'
import { includesAction } from '../../policy/evaluation/actions.ts'

/** A principal whom a statement of a bucket policy lets read or write objects. */
export interface AllowedPrincipal {
  readonly principal: Principal
  readonly statement: Statement
  readonly reads: boolean
  readonly writes: boolean
}

/** All principals whom a policy lets read or write objects. `NotPrincipal` stands for everyone. */
export const allowedPrincipals = (policy: Policy | undefined): readonly AllowedPrincipal[] =>
  (policy?.statements ?? []).flatMap((statement) => {
    const reads = READS.some((action) => includesAction(statement.actions, action))
    const writes = WRITES.some((action) => includesAction(statement.actions, action))
    if (statement.effect === 'Deny' || !(reads || writes)) return []
    const { negated, principals } = statement.principals
    const named = negated ? [EVERYONE] : principals
    return named.map((principal) => ({ principal, statement, reads, writes }))
  })

const EVERYONE: Principal = { type: 'AWS', value: '*' }

const READS = ['s3:GetObject', 's3:GetObjectVersion']
const WRITES = ['s3:PutObject', 's3:ReplicateObject']
