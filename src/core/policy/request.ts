/** Who calls. An anonymous caller has no identity and so none of the `aws:Principal…` keys but the type. */
export type Caller =
  | { readonly type: 'anonymous' }
  | { readonly type: 'service'; readonly service: string }
  | {
      readonly type: 'root' | 'user' | 'role-session' | 'federated-user'
      readonly account: string
      /** The caller's own ARN; for a session of a role `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
      readonly arn: string
      /** What `aws:PrincipalArn` holds and policies mostly name: for a session the ARN of its role. */
      readonly principalArn: string
    }

/** One call, as a policy sees it. */
export interface Request {
  readonly caller: Caller
  /** `s3:GetObject`; IAM compares it without regard to case. */
  readonly action: string
  /** The bucket's or the object's ARN. */
  readonly resource: string
  /** Condition keys in lower case. A key that is absent is not in here; an empty list is a key without values. */
  readonly context: ReadonlyMap<string, readonly string[]>
}
