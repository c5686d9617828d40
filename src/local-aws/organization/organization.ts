/** An organization of AWS Organizations, with its accounts and organizational units. */
export interface LocalOrganization {
  /** `o-…` */
  readonly id: string
  readonly managementAccount: string
  /** Further accounts that may list the organization. */
  readonly delegatedAdministrators?: readonly string[]
  /** `r-…` */
  readonly root: string
  readonly units?: readonly LocalUnit[]
  readonly accounts: readonly LocalAccount[]
  /** Which fields say whether an account is active: `State` takes the place of `Status`. Default: both. */
  readonly stateFields?: readonly ('State' | 'Status')[]
  /** The most items of a page. Default: 20. */
  readonly pageSize?: number
  /** Whether an empty page with a NextToken comes before each page. Default: no. */
  readonly hasEmptyPages?: boolean
}

export interface LocalUnit {
  /** `ou-…` */
  readonly id: string
  readonly name: string
  /** The unit or root that contains it. Default: the root. */
  readonly parent?: string
}

export interface LocalAccount {
  readonly id: string
  readonly name: string
  /** The unit that contains it. Default: the root. */
  readonly parent?: string
  readonly tags?: Readonly<Record<string, string>>
  /** Default: ACTIVE. */
  readonly state?: 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED'
}

export interface WithOrganization {
  readonly organization: LocalOrganization | undefined
}

/** The id of the organization, if the account belongs to it. */
export function organizationIdOf(
  { organization }: WithOrganization,
  account: string,
): string | undefined {
  const isMember = organization?.accounts.some(({ id }) => id === account)
  return isMember ? organization?.id : undefined
}
