/** A kind of policy that can deny a call. */
interface PolicyKind {
  /** How S3's messages name it. */
  readonly said: RegExp
  /** What people call it. */
  readonly name: string
  /** Who can do what about it, for a permission. */
  readonly remedy: (permission: string) => string
}

const KINDS: readonly PolicyKind[] = [
  {
    said: /explicit deny in a resource-based policy/,
    name: 'a Deny in the bucket policy',
    remedy: (permission) =>
      `Leave Cooper's role out of the Deny in the bucket policy that meets its ${permission}. Where that shuts everybody out, only the root user of the account can still put or delete the policy`,
  },
  organization('resource control policy'),
  organization('service control policy'),
  {
    said: /(in a|no) permissions boundary\b/,
    name: "the permissions boundary of Cooper's role",
    remedy: (permission) =>
      `Ask whoever sets permissions boundaries in this account to allow ${permission} in the one of Cooper's role`,
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
      `Ask whoever runs the network to allow ${permission} in the policy of the VPC endpoint through which Cooper reaches S3`,
  },
  {
    said: /explicit deny in an identity-based policy/,
    name: "a Deny in the policies of Cooper's role",
    remedy: (permission) => `Take the Deny of ${permission} out of the policies of Cooper's role`,
  },
  {
    said: /no identity-based policy allows/,
    name: "the policies of Cooper's role, which don't allow it",
    remedy: (permission) =>
      `Allow ${permission} in the policies of Cooper's role: deploy Cooper again, since its serverless.yml does`,
  },
  {
    said: /no resource-based policy allows/,
    name: 'the bucket policy, which does not allow it',
    remedy: (permission) =>
      `Let Cooper run in the bucket's own account, or allow its role ${permission} in the bucket policy`,
  },
]

function organization(kind: string): PolicyKind {
  return {
    said: new RegExp(`(in a|no) ${kind}\\b`),
    name: `a ${kind} of the organization`,
    remedy: (permission) =>
      `Ask whoever runs the organization to let Cooper's role call ${permission}: nobody in this account can change a ${kind}`,
  }
}

const kindIn = (message: string) => KINDS.find(({ said }) => said.test(message))

/** Which kind of policy denied a call, where the message tells; S3 tells callers of the bucket's own account only. */
export const deniedBy = (message: string): string | undefined => kindIn(message)?.name

/** Who can do what about a denied call. */
export const remedyForDenial = (permission: string, message: string): string =>
  kindIn(message)?.remedy(permission) ??
  `Let Cooper's role call ${permission} on this bucket: look for a Deny in the bucket policy, a service control policy or a permissions boundary`

/** The same for what could not be read, by the words of `describeDenial`; `undefined` where they don't tell. */
export function remedyForUnread(reason: string): string | undefined {
  const [, permission, code] = /\b(s3:\w+) was refused with (\w+)/.exec(reason) ?? []
  if (code === 'MethodNotAllowed') return FOREIGN
  return permission && kindIn(reason)?.remedy(permission)
}

/** What to do about 405. */
export const FOREIGN = 'The bucket belongs to another account: let Cooper run in that one'

/** One sentence without its full stop: the missing permission, and what denied it. */
export function describeDenial(permission: string, code: string, message: string): string {
  const kind = deniedBy(message)
  return `${permission} was refused with ${code}${kind ? `, by ${kind}` : ''}: ${message}`
}
