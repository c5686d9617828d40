import type { SweptAccount } from '../core/digest/by-account.ts'
import {
  type AccountTurns,
  afterTurn,
  beginTurns,
  type TurnResult,
} from '../core/organization/account-turns.ts'
import type { SweepPorts } from '../core/sweep/ports.ts'

export interface TurnPorts {
  /** The accounts to sweep. */
  accounts(): Promise<readonly SweptAccount[]>
  /** A page of an account's list of buckets. */
  listIn(account: string, token: string | undefined, most: number): Promise<TurnResult>
  /** How far the sweep is. `undefined`: it did not begin, or that is not readable. */
  read(): Promise<AccountTurns | undefined>
  keep(turns: AccountTurns): Promise<void>
}

/** The buckets of several accounts as one list, in which the accounts take turns. Its tokens count the turns. */
export function listInTurns(
  ports: TurnPorts,
): Pick<SweepPorts, 'listBuckets' | 'pageDone' | 'sweptAccounts'> {
  let current: AccountTurns | undefined
  return {
    async listBuckets(token, most) {
      current ??= token === undefined ? beginTurns(await ports.accounts()) : await ports.read()
      for (;;) {
        const [account] = current?.waiting ?? []
        if (!current) return undefined
        if (!account) return { names: [], next: undefined }
        const page = await ports.listIn(account.id, account.token, most)
        current = afterTurn(current, page)
        if (page === 'lost' || 'problem' in page || page.names.length === 0) continue
        const next = current.waiting.length > 0 ? `turn-${current.turns}` : undefined
        return { names: page.names, account: account.id, next }
      }
    },
    // A run that is killed before repeats the page, which does no harm.
    async pageDone() {
      if (current) await ports.keep(current)
    },
    sweptAccounts: () => [...(current?.finished ?? []), ...(current?.waiting ?? [])],
  }
}
