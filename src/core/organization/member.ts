/** An account of the organization that the hub guards. */
export interface Member {
  readonly id: string
  /** As Organizations has it. Empty: not known. */
  readonly name: string
  /** The organizational units that the account is in, the nearest first, with the root. */
  readonly ous: readonly string[]
  /** The value of the account's owner tag. */
  readonly owner?: string
}

/** The members, as the hub's sweep last listed them: an object in the journal's bucket. */
export interface MemberList {
  readonly version: 1
  /** ISO 8601 in UTC. */
  readonly time: string
  readonly members: readonly Member[]
  /** The ids of the accounts that the hub leaves alone. */
  readonly exempt: readonly string[]
}

export const MEMBERS_KEY = 'members.json'

/** Milliseconds for which the list of members and the settings of the organization count without being read again. */
export const KNOWN_FOR = 5 * 60 * 1000
