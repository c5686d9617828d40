import { describe, expect, test } from 'vitest'
import { commandSettings, type SettingsSources } from '../../src/config/command-settings.ts'
import { effectiveVariables } from '../../src/config/effective-variables.ts'
import type { StoredSettings } from '../../src/core/sweep/stored-settings.ts'
import { KEY_ARN, OTHER_KEY_ARN } from '../support/builders.ts'

type Given = Readonly<Record<string, string>>

const stored = (variables: Given): StoredSettings => ({
  version: 1,
  time: '2026-11-28T03:15:00.000Z',
  cooper: 'cooper-prod-us-east-1',
  region: 'us-east-1',
  variables: effectiveVariables(variables),
})

const settingsOf = (
  bot: Given | 'absent' | 'unreadable' | undefined,
  more: Partial<SettingsSources> = {},
) =>
  commandSettings({
    shell: {},
    set: {},
    journalBucket: 'journal',
    journal: typeof bot === 'object' ? stored(bot) : bot,
    isShellPreferred: false,
    ...more,
  })

test('the effective variables are those that are set, and the defaults; the others are absent', () => {
  const variables = effectiveVariables({ SSE_C: 'block', KMS_KEY_ARN: '', PATH: '/bin' })
  expect(variables).toMatchObject({ SSE_C: 'block', MODE: 'remediate', FLAPPING_LIMIT: '3' })
  for (const name of [
    'MINIMUM_TLS_VERSION',
    'UPLOAD_ENCRYPTION',
    'KMS_KEY_ARN',
    'MODE_TLS_ONLY',
    'PATH',
  ])
    expect(variables).not.toHaveProperty(name)
})

describe('with the settings of the bot in the journal', () => {
  test('they are used, and not those of the shell, whose differences are noted', () => {
    const { settings, notes, problem } = settingsOf(
      { MINIMUM_TLS_VERSION: '1.3', SSE_C: 'block' },
      {
        shell: {
          MINIMUM_TLS_VERSION: '1.2',
          SSE_C: 'block',
          UPLOAD_ENCRYPTION: 'any',
          PATH: '/bin',
        },
      },
    )
    expect(settings).toMatchObject({
      minimumTls: '1.3',
      sseC: 'block',
      uploadEncryption: undefined,
    })
    expect(settings.journalBucket).toBe('journal')
    expect(notes).toEqual([
      'Settings of the bot "cooper-prod-us-east-1" in us-east-1, as stored at 2026-11-28T03:15:00.000Z.',
      'Not used: UPLOAD_ENCRYPTION=any of this shell. The bot has no UPLOAD_ENCRYPTION.',
      'Not used: MINIMUM_TLS_VERSION=1.2 of this shell. The bot has MINIMUM_TLS_VERSION=1.3.',
      expect.stringContaining('PrivateLink'),
    ])
    expect(problem).toBeUndefined()
  })

  const KMS = { DEFAULT_ENCRYPTION: 'sse-kms', KMS_KEY_ARN: KEY_ARN, KMS_KEYS_ALLOWED: KEY_ARN }

  test.each<[string, Given, Given]>([
    ['a lower version of TLS', { MINIMUM_TLS_VERSION: '1.3' }, { MINIMUM_TLS_VERSION: '1.2' }],
    ['no version of TLS', { MINIMUM_TLS_VERSION: '1.2' }, { MINIMUM_TLS_VERSION: 'none' }],
    ['an empty version of TLS', { MINIMUM_TLS_VERSION: '1.2' }, { MINIMUM_TLS_VERSION: '' }],
    ['less of uploads', { UPLOAD_ENCRYPTION: 'explicit' }, { UPLOAD_ENCRYPTION: 'matching' }],
    ['nothing of uploads', { UPLOAD_ENCRYPTION: 'matching' }, { UPLOAD_ENCRYPTION: '' }],
    ['SSE-C', { SSE_C: 'block' }, { SSE_C: 'keep' }],
    ['a weaker default', { DEFAULT_ENCRYPTION: 'dsse-kms' }, { DEFAULT_ENCRYPTION: 'sse-kms' }],
    ['no bucket key', {}, { BUCKET_KEY: 'false' }],
    ['any form of the TLS statement', { TLS_STATEMENT: 'canonical' }, { TLS_STATEMENT: 'any' }],
    ['public buckets', { PUBLIC_BUCKETS: 'remediate' }, { PUBLIC_BUCKETS: 'exempt' }],
    ['websites', { WEBSITE_BUCKETS: 'remediate' }, { WEBSITE_BUCKETS: 'exempt' }],
    ['no key', { DEFAULT_ENCRYPTION: 'sse-kms', KMS_KEY_ARN: KEY_ARN }, { KMS_KEY_ARN: '' }],
    [
      'another key',
      { DEFAULT_ENCRYPTION: 'sse-kms', KMS_KEY_ARN: KEY_ARN },
      { KMS_KEY_ARN: OTHER_KEY_ARN },
    ],
    ['every key', KMS, { KMS_KEYS_ALLOWED: '' }],
    ['one more key', KMS, { KMS_KEYS_ALLOWED: `${KEY_ARN},${OTHER_KEY_ARN}` }],
  ])('--set must not ask for less: %s', (_, bot, set) => {
    const [name] = Object.keys(set)
    expect(settingsOf(bot, { set }).problem).toMatch(
      new RegExp(`^Less than the bot requires: (no )?${name}.*Leave out --set for ${name}, or`),
    )
    expect(settingsOf(bot, { set: bot }).problem).toBeUndefined()
    expect(settingsOf(bot, { shell: bot, set, isShellPreferred: true }).problem).toBeUndefined()
  })

  test.each<[string, Given, Given]>([
    ['a higher version of TLS', { MINIMUM_TLS_VERSION: '1.2' }, { MINIMUM_TLS_VERSION: '1.3' }],
    ['a stronger default', {}, { DEFAULT_ENCRYPTION: 'sse-kms' }],
    ['fewer keys', { ...KMS, KMS_KEYS_ALLOWED: `${KEY_ARN},${OTHER_KEY_ARN}` }, KMS],
    ['a key, where the bot has none', { DEFAULT_ENCRYPTION: 'sse-kms' }, { KMS_KEY_ARN: KEY_ARN }],
    ['one control', {}, { CONTROLS: 'tls-only' }],
    ['another mode', {}, { MODE: 'report' }],
    ['no exemption by tag', {}, { EXEMPT_BY_TAG: 'false' }],
  ])('--set may ask for more, or select: %s', (_, bot, set) => {
    expect(settingsOf(bot, { set }).problem).toBeUndefined()
  })

  test.each([{}, { isShellPreferred: true }])(
    'a bucket that the bot leaves alone is left alone, whatever the command sets: %o',
    (more) => {
      const set = { EXEMPT_BUCKETS: 'mine' }
      const { settings } = settingsOf({ EXEMPT_BUCKETS: 'legacy-*' }, { set, ...more })
      expect(settings.exemptBuckets.map(({ buckets }) => buckets)).toEqual(['mine', 'legacy-*'])
    },
  )

  test('--shell-settings uses those of the shell', () => {
    const shell = { MINIMUM_TLS_VERSION: '1.2' }
    const { settings } = settingsOf({ SSE_C: 'block' }, { shell, isShellPreferred: true })
    expect(settings).toMatchObject({ minimumTls: '1.2', sseC: undefined })
  })
})

describe('without the settings of the bot, those of the shell are used', () => {
  const shell = { MINIMUM_TLS_VERSION: '1.2' }
  const isUsed = expect.objectContaining({ minimumTls: '1.2' })

  test('and the command says what is not known, where no journal is named', () => {
    expect(settingsOf(undefined, { shell })).toMatchObject({
      settings: isUsed,
      notes: [expect.stringContaining('the settings of the bot, holds and flapping are not known')],
      problem: undefined,
    })
  })

  test.each<[string, Given | 'absent' | 'unreadable', string]>([
    ['the journal has none', 'absent', 'The journal has no settings of the bot, which stores them'],
    ['they are not readable', 'unreadable', 'cannot be read: they may be of a later version'],
    ['one has a wrong value', { SSE_C: 'deny' }, 'cannot be read: they may be of a later version'],
  ])('and the command must not write: %s', (_, bot, reason) => {
    const { settings, problem } = settingsOf(bot, { shell })
    expect(settings).toEqual(isUsed)
    expect(problem).toContain(reason)
    expect(problem).toContain('add --shell-settings')
    expect(settingsOf(bot, { shell, isShellPreferred: true }).problem).toBeUndefined()
  })

  test('and the command must not write where the bot has a setting that it does not know', () => {
    const journal = { ...stored({}), variables: { NEW_SETTING: 'on' } }
    expect(settingsOf(undefined, { journal }).problem).toContain('a later version of Cooper')
  })
})
