import * as v from 'valibot'
import { SETTINGS_KEY } from '../../core/journal/keys.ts'
import type { SettingsStore } from '../../core/sweep/stored-settings.ts'
import { IsoTime, RegionName } from '../events/values.ts'
import type { JsonObjects } from './json-objects.ts'

const MOST_CHARACTERS = 20_000

const SettingsText = v.pipe(
  v.string(),
  v.maxLength(MOST_CHARACTERS),
  v.parseJson(),
  v.object({
    version: v.literal(1),
    time: IsoTime,
    cooper: v.pipe(v.string(), v.regex(/^[\w+=,.@-]{1,64}$/)),
    region: RegionName,
    variables: v.record(v.pipe(v.string(), v.regex(/^[A-Z_]{1,64}$/)), v.string()),
  }),
)

/** The settings of the bot, as an object in the journal bucket. */
export const settingsStoreIn = (objects: Pick<JsonObjects, 'get' | 'put'>): SettingsStore => ({
  async read() {
    const stored = await objects.get(SETTINGS_KEY)
    if (stored === undefined) return 'absent'
    const { success, output } = v.safeParse(SettingsText, stored.text, { abortPipeEarly: true })
    return success ? output : 'unreadable'
  },
  put: (settings) => objects.put(SETTINGS_KEY, settings),
})
