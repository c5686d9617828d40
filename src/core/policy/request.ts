/** Who calls. An anonymous caller has no identity, so of the `aws:Principal…` keys only `aws:PrincipalType`. */
export type Caller =
  | { readonly type: 'anonymous' }
  | { readonly type: 'service'; readonly service: string }
  | {
      readonly type: 'root' | 'user' | 'role-session' | 'federated-user'
      readonly account: string
      /** The caller's own ARN; for a session of a role `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
      readonly arn: string
      /** The value of `aws:PrincipalArn`: for a session of a role the ARN of the role. */
      readonly principalArn: string
    }

/** One request, as a policy sees it. */
export interface Request {
  readonly caller: Caller
  /** Such as `s3:GetObject`. IAM compares it case-insensitively. */
  readonly action: string
  /** The bucket's or the object's ARN. */
  readonly resource: string
  /** Condition keys in lower case. Absent keys are not included. An empty list: a key without values. */
  readonly context: ReadonlyMap<string, readonly string[]>
}
