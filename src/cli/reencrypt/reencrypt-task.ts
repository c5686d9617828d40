import type { KeyReaders } from '../../core/assessment/users/key-readers.ts'
import type { UpdateScope } from '../../core/reencryption/decide-update.ts'
import type { CollectedUpdates } from '../../objects/reencrypt/collect-updates.ts'
import type { ReencryptPlace } from './open-place.ts'
import type { ReencryptOptions } from './reencrypt-options.ts'
import type { Teller } from './teller.ts'

/** What is known before the confirmation. */
export interface ReencryptTask {
  readonly place: ReencryptPlace
  readonly scope: UpdateScope
  readonly collected: CollectedUpdates
  readonly readers: KeyReaders
  readonly options: ReencryptOptions
  readonly teller: Teller
  readonly interruption: AbortSignal
}
