import PQueue from 'p-queue'
import { errorText, hasCode } from '../../core/cooper-error.ts'
import { tellUnreachable, type Unreachable } from './members.ts'
import type { Selection, Selections } from './selection.ts'

// Each has its own pace, connections and list of buckets.
const MEMBERS_AT_ONCE = 8

/**
 * Does the work for each account, several side by side. In an organization, an account whose work fails does not stop the
 * others, except by a journal that cannot be read. Names the accounts that are left out, and returns them.
 */
export async function eachMember(
  { all, unreachable, isOrganization }: Selections,
  work: (selection: Selection) => Promise<void>,
): Promise<readonly Unreachable[]> {
  unreachable.forEach(tellUnreachable)
  const failed: Unreachable[] = []
  const broken: unknown[] = []
  const attempt = async (selection: Selection) => {
    if (broken.length > 0) return
    try {
      await work(selection)
    } catch (error) {
      if (!isOrganization || hasCode(error, 'Journal')) broken.push(error)
      else {
        const left = { account: selection.account, reason: errorText(error) }
        tellUnreachable(left)
        failed.push(left)
      }
    } finally {
      selection.close()
    }
  }
  const queue = new PQueue({ concurrency: MEMBERS_AT_ONCE })
  await queue.addAll(all.map((selection) => () => attempt(selection)))
  if (broken.length > 0) throw broken[0]
  return [...unreachable, ...failed]
}

/** Reports the number of buckets of all accounts, as soon as it is known of each. */
export function totalOfAll(
  { all }: Pick<Selections, 'all'>,
  report: (total: number) => void,
): (selection: Selection) => (total: number) => void {
  const totals = new Map<Selection, number>()
  return (selection) => (total) => {
    totals.set(selection, total)
    if (totals.size === all.length) report([...totals.values()].reduce((sum, one) => sum + one, 0))
  }
}
