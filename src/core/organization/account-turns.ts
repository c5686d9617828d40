import type { SweptAccount } from '../digest/by-account.ts'
import type { BucketPage } from '../sweep/sweep.ts'

/** An account whose list of buckets has further pages. */
interface WaitingAccount {
  readonly id: string
  readonly name?: string
  /** The continuation token of S3's list. Absent: start at the beginning. */
  readonly token?: string
  /** Whether the list was begun again. */
  readonly isRestarted?: true
}

/**
 * How far a sweep of several accounts is. The accounts take turns, a page each, so that one with many buckets does not hold up
 * the others.
 */
export interface AccountTurns {
  readonly version: 1
  /** How many turns there were. */
  readonly turns: number
  /** In the order of their turns. */
  readonly waiting: readonly WaitingAccount[]
  readonly finished: readonly SweptAccount[]
}

export const beginTurns = (accounts: readonly SweptAccount[]): AccountTurns => ({
  version: 1,
  turns: 0,
  waiting: accounts,
  finished: [],
})

/** A page of the list, `lost` where S3 does not accept the token, or why the account cannot be swept. */
export type TurnResult = BucketPage | 'lost' | { readonly problem: string }

/** After the turn of the first account that waits. */
export function afterTurn(
  { turns, waiting, finished }: AccountTurns,
  result: TurnResult,
): AccountTurns {
  const [account, ...others] = waiting
  if (!account) return { version: 1, turns, waiting, finished }
  const { id, name } = account
  const known = { id, ...(name && { name }) }
  const next = turns + 1
  const goOn = (again: object): AccountTurns => ({
    ...{ version: 1, turns: next, finished },
    waiting: [...others, { ...known, ...again }],
  })
  const end = (facts: object): AccountTurns => ({
    ...{ version: 1, turns: next, waiting: others },
    finished: [...finished, { ...known, ...facts }],
  })
  if (result === 'lost')
    return account.isRestarted ? end({ problem: NOT_CONTINUED }) : goOn({ isRestarted: true })
  if ('problem' in result) return end({ problem: result.problem })
  if (result.next === undefined) return end({})
  // The same token twice would make an endless loop.
  if (result.next === account.token) return end({ problem: NOT_CONTINUED })
  return goOn({ token: result.next, ...(account.isRestarted && { isRestarted: true }) })
}

const NOT_CONTINUED = 'S3 did not continue its list of buckets'
