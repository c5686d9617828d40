import * as v from 'valibot'
import { keyOfTurns } from '../../core/digest/keys.ts'
import type { AccountTurns } from '../../core/organization/account-turns.ts'
import { AccountId } from '../events/values.ts'
import type { JsonObjects } from '../journal/json-objects.ts'

const text = v.exactOptional(v.string())

const TurnsText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    version: v.literal(1),
    turns: v.number(),
    waiting: v.array(
      v.object({
        id: AccountId,
        name: text,
        token: text,
        isRestarted: v.exactOptional(v.literal(true)),
      }),
    ),
    finished: v.array(v.object({ id: AccountId, name: text, problem: text })),
  }),
)

/** How far the sweep of an organization is: an object in the journal's bucket. */
export const turnsStoreIn = (sweep: string, objects: Pick<JsonObjects, 'get' | 'put'>) => ({
  async read(): Promise<AccountTurns | undefined> {
    const stored = await objects.get(keyOfTurns(sweep))
    const { success, output } = v.safeParse(TurnsText, stored?.text, { abortEarly: true })
    return success ? output : undefined
  },
  keep: (turns: AccountTurns): Promise<void> => objects.put(keyOfTurns(sweep), turns),
})
