import { expect, test } from 'vitest'
import { settingsStoreIn } from '../../../src/aws/journal/settings-store.ts'
import { SETTINGS_KEY } from '../../../src/core/journal/keys.ts'
import type { StoredSettings } from '../../../src/core/sweep/stored-settings.ts'
import { storeSettings } from '../../../src/sweep/store-settings.ts'

const SETTINGS: StoredSettings = {
  version: 1,
  time: '2026-11-28T03:15:00.000Z',
  cooper: 'cooper-prod-us-east-1',
  region: 'us-east-1',
  variables: { MODE: 'remediate', EXEMPT_BUCKETS: 'legacy-*' },
}

/** A store over one object. */
function storeWith(text?: string) {
  const objects = new Map(text === undefined ? [] : [[SETTINGS_KEY, text]])
  const puts: string[] = []
  const store = settingsStoreIn({
    async get(key) {
      const found = objects.get(key)
      return found === undefined ? undefined : { text: found, tag: '1' }
    },
    async put(key, value) {
      puts.push(key)
      objects.set(key, JSON.stringify(value))
    },
  })
  return { store, puts }
}

test.each<[string, string | undefined, unknown]>([
  ['no object', undefined, 'absent'],
  ['settings', JSON.stringify(SETTINGS), SETTINGS],
  ['an empty object', '', 'unreadable'],
  ['a cut-off object', JSON.stringify(SETTINGS).slice(0, 40), 'unreadable'],
  ['a later version', JSON.stringify({ ...SETTINGS, version: 2 }), 'unreadable'],
  [
    'a value that is not text',
    JSON.stringify({ ...SETTINGS, variables: { MODE: 1 } }),
    'unreadable',
  ],
  [
    'a name that is no variable',
    JSON.stringify({ ...SETTINGS, variables: { '\u202e': '' } }),
    'unreadable',
  ],
  [
    'a huge object',
    JSON.stringify({ ...SETTINGS, variables: { MODE: 'x'.repeat(99_999) } }),
    'unreadable',
  ],
])('reads %s', async (_, text, expected) => {
  expect(await storeWith(text).store.read()).toEqual(expected)
})

test.each<[string, string | undefined, number]>([
  ['the journal has none', undefined, 1],
  ['the journal has something else', '[]', 1],
  ['a value changed', JSON.stringify({ ...SETTINGS, variables: { MODE: 'report' } }), 1],
  ['a value is gone', JSON.stringify({ ...SETTINGS, variables: { MODE: 'remediate' } }), 1],
  ['another bot stored them', JSON.stringify({ ...SETTINGS, cooper: 'cooper-dev' }), 1],
  ['only the time differs', JSON.stringify({ ...SETTINGS, time: '2026-01-01T00:00:00Z' }), 0],
  [
    'only the order differs',
    JSON.stringify({ ...SETTINGS, variables: { EXEMPT_BUCKETS: 'legacy-*', MODE: 'remediate' } }),
    0,
  ],
])('the settings are stored only if they changed: %s', async (_, text, times) => {
  const { store, puts } = storeWith(text)
  expect(await storeSettings(SETTINGS, store)).toBe(times > 0)
  expect(puts).toHaveLength(times)
  expect(await storeSettings(SETTINGS, store)).toBe(false)
})
