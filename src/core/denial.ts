/** How S3's messages name the kind of policy that denied, and what people call it. */
const KINDS: ReadonlyArray<readonly [said: RegExp, name: string]> = [
  [/explicit deny in a resource-based policy/, 'a Deny in the bucket policy'],
  [/in a resource control policy/, 'a resource control policy of the organization'],
  [/in a service control policy/, 'a service control policy of the organization'],
  [/in a permissions boundary/, "the permissions boundary of Cooper's role"],
  [/in a session policy/, 'a session policy'],
  [/in a VPC endpoint policy/, 'the policy of a VPC endpoint'],
  [/explicit deny in an identity-based policy/, "a Deny in the policies of Cooper's role"],
  [/no identity-based policy allows/, "the policies of Cooper's role, which don't allow it"],
  [/no resource-based policy allows/, 'the bucket policy, which does not allow it'],
  [/no service control policy allows/, 'the service control policies of the organization'],
  [/no permissions boundary allows/, "the permissions boundary of Cooper's role"],
]

/** Which kind of policy denied a call, where the message tells; S3 tells callers of the bucket's own account only. */
export const deniedBy = (message: string): string | undefined =>
  KINDS.find(([said]) => said.test(message))?.[1]

/** One sentence without its full stop: the missing permission, and what denied it. */
export function describeDenial(permission: string, code: string, message: string): string {
  const kind = deniedBy(message)
  return `${permission} was refused with ${code}${kind ? `, by ${kind}` : ''}: ${message}`
}
