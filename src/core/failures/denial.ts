/** A type of policy that can deny a call. */
interface PolicyKind {
  /** The name in S3's error messages. */
  readonly said: RegExp
  /** The name in Cooper's messages. */
  readonly name: string
  /** What to do, for a permission. */
  readonly remedy: (permission: string) => string
}

const KINDS: readonly PolicyKind[] = [
  {
    said: /explicit deny in a resource-based policy/,
    name: 'a Deny in the bucket policy',
    remedy: (permission) =>
      `Exclude Cooper's role from the Deny of ${permission} in the bucket policy. If that Deny locks everyone out, only the root user of the account can still put or delete the policy`,
  },
  organization('resource control policy'),
  organization('service control policy'),
  {
    said: /(in a|no) permissions boundary\b/,
    name: "the permissions boundary of Cooper's role",
    remedy: (permission) =>
      `Ask the administrators of this account to allow ${permission} in the permissions boundary of Cooper's role`,
  },
  {
    said: /(in a|no) session policy\b/,
    name: 'a session policy',
    remedy: (permission) =>
      `Start the session of Cooper's role without a session policy, or with one that allows ${permission}`,
  },
  {
    said: /(in a|no) VPC endpoint policy\b/,
    name: 'the policy of a VPC endpoint',
    remedy: (permission) =>
      `Ask the network team to allow ${permission} in the policy of the VPC endpoint through which Cooper calls S3`,
  },
  {
    said: /explicit deny in an identity-based policy/,
    name: "a Deny in the policies of Cooper's role",
    remedy: (permission) => `Remove the Deny of ${permission} from the policies of Cooper's role`,
  },
  {
    said: /no identity-based policy allows/,
    name: "the policies of Cooper's role, which don't allow it",
    remedy: (permission) =>
      `Allow ${permission} in the policies of Cooper's role: deploy Cooper again, since its serverless.yml allows it`,
  },
  {
    said: /no resource-based policy allows/,
    name: 'the bucket policy, which does not allow it',
    remedy: (permission) =>
      `Run Cooper in the account of the bucket, or allow its role ${permission} in the bucket policy`,
  },
]

function organization(kind: string): PolicyKind {
  return {
    said: new RegExp(`(in a|no) ${kind}\\b`),
    name: `a ${kind} of the organization`,
    remedy: (permission) =>
      `Ask the administrators of the organization to allow ${permission} for Cooper's role: nobody in this account can change a ${kind}`,
  }
}

const kindIn = (message: string) => KINDS.find(({ said }) => said.test(message))

/** The type of policy that denied a call, where S3's message names it. S3 names it to callers of the bucket's account only. */
export const deniedBy = (message: string): string | undefined => kindIn(message)?.name

/** What to do about a denied call. */
export const remedyForDenial = (permission: string, message: string): string =>
  kindIn(message)?.remedy(permission) ??
  `Allow ${permission} on this bucket for Cooper's role: check the bucket policy, service control policies and permissions boundaries for a Deny`

/** What to do about a denied read, by the text of `describeDenial`. `undefined` where it does not show the permission. */
export function remedyForUnread(reason: string): string | undefined {
  const [, permission, code] = /\b(s3:\w+) was refused with (\w+)/.exec(reason) ?? []
  if (code === 'MethodNotAllowed') return FOREIGN
  return permission && kindIn(reason)?.remedy(permission)
}

/** What to do about 405 MethodNotAllowed. */
export const FOREIGN = 'The bucket belongs to another account: run Cooper in that account'

/** The missing permission and the denying policy, in one sentence without a full stop. */
export function describeDenial(permission: string, code: string, message: string): string {
  const kind = deniedBy(message)
  return `${permission} was refused with ${code}${kind ? `, by ${kind}` : ''}: ${message}`
}
