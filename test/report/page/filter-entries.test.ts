import { expect, test } from 'vitest'
import { filterEntries } from '../../../src/report/page/filter-entries.ts'
import { type PageView, WHOLE } from '../../../src/report/page/view.ts'
import { CONTROLS, ENTRIES, namesOf } from './entries.ts'

const ALL = namesOf(ENTRIES)

test.each<[string, Partial<PageView>, readonly string[]]>([
  ['no filter shows all buckets', {}, ALL],
  ['a name', { query: 'til' }, ['till']],
  ['a name in another letter case', { query: 'TILL' }, ['till']],
  ['all words of a search, in any order and place', { query: ' http  denies us-east' }, ['http']],
  ['a reason', { query: 'refused' }, ['dark']],
  ['an error', { query: 'location' }, ['gone']],
  ['a status in words', { query: 'exempt' }, ['till']],
  ['no word across two texts', { query: 'well111111111111' }, []],
  ['an account', { accounts: ['111111111111'] }, ['well', 'http', 'till']],
  ['part of an account id does not match', { accounts: ['1111'] }, []],
  ['either of two regions', { regions: ['eu-west-1', 'us-east-1'] }, ALL],
  ['a region and an account', { regions: ['eu-west-1'], accounts: ['222222222222'] }, ['dark']],
  ['the status of the bucket', { statuses: ['unknown'] }, ['dark']],
  ['either of two statuses', { statuses: ['compliant', 'error'] }, ['well', 'gone']],
  [
    'a control alone: every bucket that is not compliant with it',
    { controls: ['tls-only'] },
    ['http', 'both', 'dark', 'till'],
  ],
  [
    "a control with a status: the control's own status",
    { controls: ['minimum-tls'], statuses: ['unknown'] },
    ['both', 'dark'],
  ],
  [
    'compliant with a control',
    { controls: ['default-encryption'], statuses: ['compliant'] },
    ['well', 'http', 'dark', 'till'],
  ],
  [
    'either of two controls',
    { controls: ['default-encryption', 'minimum-tls'], statuses: ['non-compliant', 'exempt'] },
    ['both', 'till'],
  ],
  [
    'a bucket that was not checked has no control',
    { controls: ['tls-only'], statuses: ['error'] },
    ['gone'],
  ],
  [
    'a control that is switched off',
    { controls: ['upload-encryption'], statuses: ['compliant'] },
    [],
  ],
  ['an unknown control', { controls: ['no-such'] }, []],
])('%s', (_reason, part, names) => {
  expect(namesOf(filterEntries(ENTRIES, { ...WHOLE, ...part }, CONTROLS))).toEqual(names)
})
