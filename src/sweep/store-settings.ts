import {
  isSameSettings,
  type SettingsStore,
  type StoredSettings,
} from '../core/sweep/stored-settings.ts'

/** Stores the settings of the bot if they changed, so that the commands of a person can use them. Returns whether it did. */
export async function storeSettings(
  current: StoredSettings,
  store: SettingsStore,
): Promise<boolean> {
  const stored = await store.read()
  if (typeof stored === 'object' && isSameSettings(stored, current)) return false
  await store.put(current)
  return true
}
