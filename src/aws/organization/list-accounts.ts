import * as v from 'valibot'
import { callOrganizations, type OrganizationsAccess } from './organizations-call.ts'

export interface OrganizationAccount {
  readonly id: string
  readonly name: string
  /** Accounts that are suspended or about to be closed are not active: no role can be assumed there. */
  readonly isActive: boolean
}

/** An account with its organizational units, from its own up to the root: `ou-…`, `ou-…`, `r-…`. */
export interface AccountInUnits extends OrganizationAccount {
  readonly ous: readonly string[]
}

/** All accounts of the organization, as the management account or a delegated administrator can list them. */
export const listAccounts = (
  access: OrganizationsAccess,
): Promise<readonly OrganizationAccount[]> => listAll(access, 'ListAccounts', {}, accountsIn)

/**
 * The accounts of an organizational unit or root, and of all units in it. `above`: the units that contain it.
 * The requests follow each other, since Organizations allows few at once.
 */
export async function accountsOfUnit(
  access: OrganizationsAccess,
  unit: string,
  above: readonly string[],
): Promise<readonly AccountInUnits[]> {
  const ous = [unit, ...above]
  const input = { ParentId: unit }
  const own = await listAll(access, 'ListAccountsForParent', input, accountsIn)
  const found = own.map((account): AccountInUnits => ({ ...account, ous }))
  const units = await listAll(access, 'ListOrganizationalUnitsForParent', input, unitsIn)
  for (const one of units) found.push(...(await accountsOfUnit(access, one, ous)))
  return found
}

/** The units that contain an account or unit, from the nearest up to the root. */
export async function unitsAbove(
  access: OrganizationsAccess,
  child: string,
): Promise<readonly string[]> {
  const [parent] = await listAll(access, 'ListParents', { ChildId: child }, parentsIn)
  if (parent === undefined) return []
  return parent.startsWith('r-') ? [parent] : [parent, ...(await unitsAbove(access, parent))]
}

/** All accounts of the organization with their units. `account`: one of them, from which the root is found. */
export async function listAccountsInUnits(
  access: OrganizationsAccess,
  account: string,
): Promise<readonly AccountInUnits[]> {
  const root = (await unitsAbove(access, account)).at(-1)
  return root === undefined ? [] : accountsOfUnit(access, root, [])
}

// `State` takes the place of `Status`, which AWS may no longer answer.
const isActive = ({ State, Status }: { State?: string | undefined; Status?: string | undefined }) =>
  (State ?? Status) === 'ACTIVE'

const Account = v.pipe(
  v.object({
    Id: v.pipe(v.string(), v.regex(/^\d{12}$/)),
    Name: v.optional(v.string(), ''),
    State: v.optional(v.string()),
    Status: v.optional(v.string()),
  }),
  v.transform(
    (account): OrganizationAccount => ({
      id: account.Id,
      name: account.Name,
      isActive: isActive(account),
    }),
  ),
)

const WithId = v.pipe(
  v.object({ Id: v.string() }),
  v.transform(({ Id }) => Id),
)

const accountsIn = v.pipe(
  v.object({ Accounts: v.array(Account) }),
  v.transform(({ Accounts }) => Accounts),
)
const unitsIn = v.pipe(
  v.object({ OrganizationalUnits: v.array(WithId) }),
  v.transform(({ OrganizationalUnits }) => OrganizationalUnits),
)
const parentsIn = v.pipe(
  v.object({ Parents: v.array(WithId) }),
  v.transform(({ Parents }) => Parents),
)

const Page = v.object({ NextToken: v.nullish(v.string()) })

/** The items of all pages. A page may be empty and yet have a next one. */
async function listAll<T>(
  access: OrganizationsAccess,
  operation: string,
  input: object,
  itemsIn: v.GenericSchema<unknown, readonly T[]>,
): Promise<readonly T[]> {
  const items: T[] = []
  let NextToken: string | null | undefined
  do {
    const page = { ...input, ...(NextToken && { NextToken }) }
    const answer = await callOrganizations(access, operation, page)
    items.push(...v.parse(itemsIn, answer))
    NextToken = v.parse(Page, answer).NextToken
  } while (NextToken)
  return items
}
