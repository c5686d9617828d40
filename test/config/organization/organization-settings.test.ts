import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSettings, SETTINGS_VARIABLES } from '../../../src/config/config.ts'
import {
  parseOrganizationSettings,
  settingsOfAccount,
  withSettingsOf,
} from '../../../src/config/organization/organization-settings.ts'
import { strictestOf } from '../../../src/config/organization/strictest.ts'

const ACCOUNT = { id: '111122223333', ous: ['ou-ab12-inner111', 'ou-ab12-outer111', 'r-ab12'] }

const parse = (settings: object) => parseOrganizationSettings(JSON.stringify(settings))

const of = (settings: object) => settingsOfAccount(parse(settings), ACCOUNT)

describe('the settings of an account', () => {
  test.each<[string, object, object]>([
    ['nothing is set: the environment counts', {}, {}],
    [
      'the default counts where nothing more specific is set',
      { default: { MODE: 'report' }, accounts: { '444455556666': { MODE: 'remediate' } } },
      { MODE: { value: 'report', from: 'default' } },
    ],
    [
      'the account replaces the default, also by a value that is less strict',
      { default: { MODE: 'remediate' }, accounts: { '111122223333': { MODE: 'report' } } },
      { MODE: { value: 'report', from: '111122223333' } },
    ],
    [
      'the strictest of account and unit counts, here that of the unit',
      {
        ous: { 'ou-ab12-outer111': { MODE: 'remediate' } },
        accounts: { '111122223333': { MODE: 'report' } },
      },
      { MODE: { value: 'remediate', from: 'ou-ab12-outer111' } },
    ],
    [
      'the strictest of account and unit counts, here that of the account',
      {
        ous: { 'ou-ab12-inner111': { GRACE_DAYS: '30' } },
        accounts: { '111122223333': { GRACE_DAYS: '7' } },
      },
      { GRACE_DAYS: { value: '7', from: '111122223333' } },
    ],
    [
      'a root is a unit of all accounts',
      { ous: { 'r-ab12': { MINIMUM_TLS_VERSION: '1.2' }, 'ou-zz99-other111': { MODE: 'report' } } },
      { MINIMUM_TLS_VERSION: { value: '1.2', from: 'r-ab12' } },
    ],
    [
      'only what all exempt is exempt',
      {
        ous: { 'ou-ab12-inner111': { EXEMPT_BUCKETS: 'a-*,b-*' } },
        accounts: { '111122223333': { EXEMPT_BUCKETS: 'b-*, c-*' } },
      },
      { EXEMPT_BUCKETS: { value: 'b-*', from: '111122223333' } },
    ],
    [
      'lists without a common entry exempt nothing',
      {
        default: { EXEMPT_BUCKETS: 'd-*' },
        ous: { 'ou-ab12-inner111': { EXEMPT_BUCKETS: 'a-*' } },
        accounts: { '111122223333': { EXEMPT_BUCKETS: 'c-*' } },
      },
      { EXEMPT_BUCKETS: { value: '', from: '111122223333' } },
    ],
    [
      'all controls of all count',
      {
        ous: { 'ou-ab12-inner111': { CONTROLS: 'tls-only' } },
        accounts: { '111122223333': { CONTROLS: 'default-encryption' } },
      },
      { CONTROLS: { value: 'default-encryption,tls-only', from: '111122223333' } },
    ],
    [
      'the key of the nearest counts',
      {
        ous: {
          'ou-ab12-inner111': { KMS_KEY_ARN: 'inner' },
          'ou-ab12-outer111': { KMS_KEY_ARN: 'outer' },
        },
      },
      { KMS_KEY_ARN: { value: 'inner', from: 'ou-ab12-inner111' } },
    ],
  ])('%s', (_, settings, expected) => {
    expect(of(settings)).toEqual(expected)
  })

  test('are read as the environment is', () => {
    const environment = { MODE: 'remediate', EXEMPT_BUCKETS: 'legacy-*' }
    const settings = withSettingsOf(environment, of({ default: { MODE: 'report' } }))
    expect(readSettings(settings)).toMatchObject({
      modes: { 'tls-only': 'report' },
      exemptBuckets: [{ buckets: 'legacy-*' }],
    })
  })
})

describe('what is not valid is refused', () => {
  test.each<[string, string, string]>([
    ['not JSON', '{', 'must be JSON'],
    ['an unknown part', '{"account":{}}', 'account'],
    ['a variable that is no setting', '{"default":{"TOPIC_ARN":"x"}}', 'default.TOPIC_ARN'],
    ['a misspelt variable', '{"default":{"MODES":"report"}}', 'must be the name of a setting'],
    [
      'a value that is no text',
      '{"default":{"GRACE_DAYS":7}}',
      'default.GRACE_DAYS must be a text',
    ],
    ['an account id with eleven digits', '{"accounts":{"11112222333":{}}}', 'twelve digits'],
    ['a unit that is none', '{"ous":{"111122223333":{}}}', 'organizational unit'],
    ['a text too long', `{"default":{"EXEMPT_BUCKETS":"${'a'.repeat(5000)}"}}`, 'EXEMPT_BUCKETS'],
  ])('%s', (_, text, problem) => {
    expect(() => parseOrganizationSettings(text)).toThrow(problem)
  })
})

describe('the strictest value', () => {
  const VALUES: Readonly<Record<string, readonly string[]>> = {
    MODE: ['report', 'propose', 'remediate'],
    MODE_TLS_ONLY: ['report', 'propose', 'remediate'],
    GRACE_DAYS: ['30', '7', '0'],
    GRACE_DAYS_SSE_C: ['30', '7', '0'],
    QUIET_DAYS: ['14', '7', '0'],
    GRACE_EXTENSIONS: ['12', '4', '0'],
    GRACE_AT_END: ['report', 'remediate'],
    WITHOUT_LOGS: ['report', 'remediate'],
    WATCH_DAYS: ['0', '3', '12'],
    DEFAULT_ENCRYPTION: ['sse-s3', 'sse-kms', 'dsse-kms'],
    KMS_PREFLIGHT: ['false', 'true'],
    BUCKET_KEY: ['false', 'true'],
    SSE_C: ['keep', 'block'],
    UPLOAD_ENCRYPTION: ['any', 'matching', 'explicit'],
    TLS_STATEMENT: ['any', 'canonical'],
    MINIMUM_TLS_VERSION: ['none', '1.2', '1.3'],
    EXEMPT_BY_TAG: ['true', 'false'],
    WEBSITE_BUCKETS: ['exempt', 'remediate'],
    PUBLIC_BUCKETS: ['exempt', 'grace', 'remediate'],
    FLAPPING_LIMIT: ['3', '5', '20'],
    FLAPPING_HOURS: ['24', '5', '3'],
    SETTLE_MINUTES: ['15', '5', '0'],
  }

  test.each(Object.entries(VALUES))('of %s', (variable, order) => {
    fc.assert(
      fc.property(fc.subarray([...order], { minLength: 1 }), fc.nat(), (some, turn) => {
        const last = order.findLast((value) => some.includes(value))
        const turned = some.map((_, at) => some[(at + turn) % some.length] ?? '')
        expect(strictestOf(variable, turned)).toBe(last)
      }),
    )
  })

  test('is defined for every setting that is not a list or a key', () => {
    const others = ['LOG_BUCKETS', 'CONTROLS', 'KMS_KEY_ARN', 'KMS_KEYS_ALLOWED', 'EXEMPT_BUCKETS']
    const families = SETTINGS_VARIABLES.map((name) => name.replace(/^(MODE|GRACE_DAYS)_.*/, '$1'))
    expect(families.filter((name) => !(name in VALUES) && !others.includes(name))).toEqual([])
  })
})
