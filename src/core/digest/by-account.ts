import { NOTE_KINDS, type NoteKind } from './note.ts'
import type { PendingNote } from './pending.ts'

/** An account of an organization. */
export interface SweptAccount {
  readonly id: string
  readonly name?: string
  /** Why the account could not be swept. */
  readonly problem?: string
}

/** The results of a sweep in one account. */
export interface AccountResult {
  readonly account: string
  readonly name?: string
  /** Why the account was not swept. */
  readonly problem?: string
  /** The number of buckets of each kind that there is. */
  readonly counts: Partial<Readonly<Record<NoteKind, number>>>
}

/** The results by account, the worst first: accounts that could not be swept, and then by what was not fixed. */
export function byAccount(
  notes: readonly Pick<PendingNote, 'kind' | 'account' | 'bucket'>[],
  swept: readonly SweptAccount[],
): readonly AccountResult[] {
  const known = new Map(swept.map((one) => [one.id, one]))
  const results = new Map<string, Map<NoteKind, Set<string>>>()
  for (const { problem, id } of swept) if (problem !== undefined) results.set(id, new Map())
  for (const { account, kind, bucket } of notes) {
    const kinds = results.get(account) ?? new Map<NoteKind, Set<string>>()
    results.set(account, kinds.set(kind, (kinds.get(kind) ?? new Set()).add(bucket)))
  }
  return [...results]
    .map(([account, kinds]) => {
      const { name, problem } = known.get(account) ?? {}
      const counts = Object.fromEntries([...kinds].map(([kind, { size }]) => [kind, size]))
      return { account, ...(name && { name }), ...(problem && { problem }), counts }
    })
    .toSorted(worstFirst)
}

function worstFirst(one: AccountResult, other: AccountResult): number {
  const isSwept = ({ problem }: AccountResult) => Number(problem === undefined)
  if (isSwept(one) !== isSwept(other)) return isSwept(one) - isSwept(other)
  for (const kind of NOTE_KINDS) {
    const difference = (other.counts[kind] ?? 0) - (one.counts[kind] ?? 0)
    if (difference !== 0) return difference
  }
  return one.account < other.account ? -1 : 1
}
