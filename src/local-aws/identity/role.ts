import type { Policy, PolicyDocument } from '../../core/policy/document.ts'
import { parsePolicy } from '../../core/policy/parsing/parse.ts'
import { identityPolicy } from './identity-policy.ts'

/** An IAM role that somebody can assume. */
export interface LocalRole {
  readonly arn: string
  readonly account: string
  /** Without the path. */
  readonly name: string
  /** Who may assume it. */
  readonly trust: Policy
  /** What its sessions may do. */
  readonly policy: Policy
  readonly maxSessionSeconds: number
}

export interface RoleFacts {
  readonly account: string
  /** With the path, if it has one: `security/cooper-member`. */
  readonly name: string
  readonly partition?: string
  /** The statements of the trust policy. */
  readonly trust: readonly PolicyDocument[]
  /** The statements of its policies. */
  readonly policy: readonly PolicyDocument[]
  /** Default: 3600. */
  readonly maxSessionSeconds?: number
}

/** Throws where a policy is not valid. */
export function localRole(facts: RoleFacts): LocalRole {
  const { account, name, partition = 'aws', maxSessionSeconds = 3600 } = facts
  // The statements of a trust policy have no resource: they apply to the role they are attached to.
  const Statement = facts.trust.map((statement) => ({ ...statement, Resource: '*' }))
  return {
    ...{ account, maxSessionSeconds, name: name.split('/').at(-1) ?? name },
    arn: `arn:${partition}:iam::${account}:role/${name}`,
    trust: parsePolicy({ Version: '2012-10-17', Statement }),
    policy: identityPolicy(facts.policy),
  }
}
