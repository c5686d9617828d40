import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/policy/document.ts'
import { findCounterexample } from '../../../src/core/policy/find-counterexample.ts'
import { differences } from '../../../src/core/policy/normalise.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import { isCanonicalTls } from '../../../src/core/requests/canonical-tls.ts'
import { plainHttp } from '../../../src/core/requests/plain-http.ts'
import {
  denySseCStatement,
  minimumTlsStatement,
  OWN_SIDS,
  type OwnSid,
  type OwnStatement,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
  uploadKeyStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import { mergeOwnStatements } from '../../../src/core/statements/merge.ts'
import { isDamaged, isUnaltered } from '../../../src/core/statements/recognise.ts'
import { cases } from '../../support/cases.ts'
import { almostRight } from '../policy/almost-right.ts'
import { ARN, deny, OBJECTS, policy, USER } from '../policy/cases/case.ts'
import {
  BUCKET,
  DSSE_KEY,
  KEY_OF_ANOTHER,
  MANAGED_KEY,
  OWN_KEY,
  SSE_S3,
} from '../policy/cases/classes.ts'

const TLS_ONLY = tlsOnlyStatement(BUCKET)
const OTHER = {
  Sid: 'Read',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: OBJECTS,
}
const merge = (
  document: JsonObject | undefined,
  required: readonly OwnStatement[],
  obsolete: readonly OwnSid[] = [],
) => mergeOwnStatements(document, { required, obsolete }, BUCKET)
const add = (document: JsonObject | undefined) => merge(document, [TLS_ONLY]).document
const changed = (changes: JsonObject): JsonObject => ({ ...TLS_ONLY, ...changes })

describe('one statement of Cooper in a policy', () => {
  test('is the only one if there was no policy', () => {
    expect(add(undefined)).toEqual({ Version: '2012-10-17', Statement: [TLS_ONLY] })
  })

  test('comes last, and everything else stays unchanged', () => {
    const before = JSON.parse(
      `{"Statement":[${JSON.stringify(OTHER)}],"Id":"x","Version":"2008-10-17"}`,
    )
    const after = add(before) as JsonObject
    expect(after).toEqual({ Statement: [OTHER, TLS_ONLY], Id: 'x', Version: '2008-10-17' })
    expect(Object.keys(after)).toEqual(['Statement', 'Id', 'Version'])
    expect((after.Statement as JsonObject[])[0]).toBe(before.Statement[0])
  })

  test('turns a single statement into a list, and adds no version', () => {
    expect(add({ Statement: OTHER })).toEqual({ Statement: [OTHER, TLS_ONLY] })
  })

  const SAME: readonly (readonly [string, JsonObject])[] = [
    ['under its Sid', TLS_ONLY],
    ['without Sid', deny()],
    ['under another Sid', { ...deny(), Sid: 'AllowSSLRequestsOnly' }],
    [
      'in the form in which S3 may return it',
      deny({ Principal: { AWS: '*' }, Action: ['s3:*'], Resource: [OBJECTS, ARN] }),
    ],
    [
      'in another letter case',
      deny({ Action: 'S3:*', Condition: { bool: { 'AWS:securetransport': [false] } } }),
    ],
  ]

  test.each(SAME)('is not added if an equal one is in the policy: %s', (_, same) => {
    const document = policy(OTHER, same)
    expect(add(document)).toBe(document)
  })

  test.each(SAME)('the equal one denies plain HTTP: %s', (_, same) => {
    const found = findCounterexample(parsePolicy(policy(same)), plainHttp(BUCKET))
    expect(found.type).toBe('denied')
  })

  test('is added beside one with "False", since AWS does not document its meaning', () => {
    const capital = deny({ Condition: { Bool: { 'aws:SecureTransport': 'False' } } })
    expect(add(policy(capital))).toEqual(policy(capital, TLS_ONLY))
  })

  test('is not added if the policy has an equal one twice', () => {
    const document = policy(deny(), deny())
    expect(add(document)).toBe(document)
  })

  const DAMAGED: readonly (readonly [string, JsonObject])[] = [
    ['made an Allow', changed({ Effect: 'Allow' })],
    ['for one user only', changed({ Principal: { AWS: USER } })],
    ['for reads only', changed({ Action: 's3:Get*' })],
    ['for objects only', changed({ Resource: OBJECTS })],
    [
      'narrowed by a second condition',
      changed({
        Condition: {
          Bool: { 'aws:SecureTransport': 'false' },
          StringEquals: { 'aws:username': 'x' },
        },
      }),
    ],
    [
      'with the reversed condition',
      changed({ Condition: { Bool: { 'aws:securetransport': 'true' } } }),
    ],
    [
      'for one user and some objects',
      changed({ Resource: `${ARN}/a/*`, Principal: { AWS: USER } }),
    ],
  ]

  test.each(DAMAGED)('replaces a damaged one in place: %s', (_, damaged) => {
    expect(add(policy(OTHER, damaged, OTHER))).toEqual(policy(OTHER, TLS_ONLY, OTHER))
  })

  const FOREIGN: readonly (readonly [string, JsonObject])[] = [
    ['an Allow', { ...OTHER, Sid: 'CooperTlsOnly' }],
    [
      'a Deny of something else',
      changed({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-x' } } }),
    ],
    [
      'a Deny of all requests',
      changed({ Condition: { Bool: { 'aws:SecureTransport': ['true', 'false'] } } }),
    ],
    [
      'a Deny that also applies if the key is missing',
      changed({ Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } }),
    ],
    [
      'a Deny of everyone outside an organization',
      changed({
        Condition: {
          BoolIfExists: { 'aws:SecureTransport': 'true' },
          StringNotEquals: { 'aws:PrincipalOrgID': 'o-x' },
        },
      }),
    ],
    ['a statement on another bucket', changed({ Resource: [ARN, 'arn:aws:s3:::x/*'] })],
    ['a Deny without condition for a user', { ...OTHER, Effect: 'Deny', Sid: 'CooperTlsOnly' }],
  ]

  test.each(FOREIGN)('does not replace another statement under its Sid: %s', (_, foreign) => {
    expect(add(policy(foreign))).toEqual(policy(foreign, { ...TLS_ONLY, Sid: 'CooperTlsOnly2' }))
  })

  test('gets the first unused Sid', () => {
    const foreign = { ...OTHER, Sid: 'CooperTlsOnly' }
    const second = { ...OTHER, Sid: 'CooperTlsOnly2' }
    expect(add(policy(foreign, second))).toEqual(
      policy(foreign, second, { ...TLS_ONLY, Sid: 'CooperTlsOnly3' }),
    )
  })

  test('replaces only the first of two damaged ones', () => {
    const damaged = changed({ Action: 's3:Get*' })
    expect(add(policy(damaged, damaged))).toEqual(policy(TLS_ONLY, damaged))
  })
})

const TLS_1_2 = minimumTlsStatement(BUCKET, '1.2')
const TLS_1_3 = minimumTlsStatement(BUCKET, '1.3')
const NO_SSE_C = denySseCStatement(BUCKET)
const ALGORITHM = uploadAlgorithmStatement(BUCKET, OWN_KEY)
const KEY = uploadKeyStatement(BUCKET, OWN_KEY)
const HEADER = uploadHeaderStatement(BUCKET)
const ALL = [TLS_ONLY, TLS_1_2, NO_SSE_C, ALGORITHM, KEY, HEADER]

const under = (Sid: string, one: JsonObject): JsonObject => ({ ...one, Sid })
const forOne = (one: JsonObject): JsonObject => ({ ...one, Principal: { AWS: USER } })

/** The reason, the statements before, the required statements, the obsolete Sids, the statements after, and the changes. */
type Row = readonly [
  reason: string,
  before: readonly JsonObject[],
  required: readonly OwnStatement[],
  obsolete: readonly OwnSid[],
  after: readonly JsonObject[],
  changes: readonly string[],
]

const ROWS: readonly Row[] = [
  [
    'added one after the other, after all others',
    [OTHER],
    [TLS_ONLY, TLS_1_2],
    [],
    [OTHER, TLS_ONLY, TLS_1_2],
    ['added CooperTlsOnly', 'added CooperMinimumTls'],
  ],
  [
    'in their order, even if a later one is replaced in place',
    [TLS_1_3, OTHER],
    [TLS_ONLY, TLS_1_2],
    [],
    [TLS_ONLY, TLS_1_2, OTHER],
    ['replaced CooperMinimumTls', 'added CooperTlsOnly'],
  ],
  [
    'in their order, whichever is required first',
    [OTHER],
    [HEADER, NO_SSE_C, TLS_ONLY],
    [],
    [OTHER, TLS_ONLY, NO_SSE_C, HEADER],
    ['added CooperUploadHeader', 'added CooperDenySseC', 'added CooperTlsOnly'],
  ],
  [
    "before Cooper's later ones, and after the statements before those",
    [OTHER, HEADER],
    [TLS_1_2],
    [],
    [OTHER, TLS_1_2, HEADER],
    ['added CooperMinimumTls'],
  ],
  [
    "between Cooper's statements",
    [OTHER, TLS_ONLY, HEADER],
    [ALGORITHM],
    [],
    [OTHER, TLS_ONLY, ALGORITHM, HEADER],
    ['added CooperUploadAlgorithm'],
  ],
  [
    "after Cooper's last, and after a statement that the owner put after it",
    [TLS_ONLY, OTHER],
    [HEADER],
    [],
    [TLS_ONLY, OTHER, HEADER],
    ['added CooperUploadHeader'],
  ],
  [
    'after a later statement of Cooper that the owner altered',
    [forOne(under('CooperUploadHeader', NO_SSE_C)), OTHER],
    [TLS_ONLY],
    [],
    [forOne(under('CooperUploadHeader', NO_SSE_C)), OTHER, TLS_ONLY],
    ['added CooperTlsOnly'],
  ],
  [
    'a higher minimum replaces a lower one',
    [OTHER, TLS_1_2, OTHER],
    [TLS_1_3],
    [],
    [OTHER, TLS_1_3, OTHER],
    ['replaced CooperMinimumTls'],
  ],
  [
    'a lower minimum replaces a higher one',
    [TLS_1_3, OTHER],
    [TLS_1_2],
    [],
    [TLS_1_2, OTHER],
    ['replaced CooperMinimumTls'],
  ],
  [
    'another algorithm replaces the earlier one',
    [uploadAlgorithmStatement(BUCKET, SSE_S3), OTHER],
    [ALGORITHM],
    [],
    [ALGORITHM, OTHER],
    ['replaced CooperUploadAlgorithm'],
  ],
  [
    'another key replaces the earlier one',
    [uploadKeyStatement(BUCKET, KEY_OF_ANOTHER), HEADER],
    [KEY],
    [],
    [KEY, HEADER],
    ['replaced CooperUploadKey'],
  ],
  [
    'another algorithm with the same key',
    [uploadKeyStatement(BUCKET, DSSE_KEY)],
    [KEY],
    [],
    [KEY],
    ['replaced CooperUploadKey'],
  ],
  [
    'a replaced statement keeps its Sid',
    [under('CooperMinimumTls2', TLS_1_2)],
    [TLS_1_3],
    [],
    [under('CooperMinimumTls2', TLS_1_3)],
    ['replaced CooperMinimumTls2'],
  ],
  [
    'of several earlier ones the first is replaced, and the others are removed',
    [TLS_1_2, OTHER, under('CooperMinimumTls2', TLS_1_2)],
    [TLS_1_3],
    [],
    [TLS_1_3, OTHER],
    ['removed CooperMinimumTls2', 'replaced CooperMinimumTls'],
  ],
  [
    'the right one stays, and an earlier one before it is removed',
    [TLS_1_2, under('CooperMinimumTls2', TLS_1_3)],
    [TLS_1_3],
    [],
    [under('CooperMinimumTls2', TLS_1_3)],
    ['removed CooperMinimumTls'],
  ],
  [
    'an earlier one is removed if the owner has the required one',
    [under('Modern', TLS_1_3), TLS_1_2],
    [TLS_1_3],
    [],
    [under('Modern', TLS_1_3)],
    ['removed CooperMinimumTls'],
  ],
  [
    "the owner's statement for an earlier setting stays",
    [under('Modern', TLS_1_2)],
    [TLS_1_3],
    [],
    [under('Modern', TLS_1_2), TLS_1_3],
    ['added CooperMinimumTls'],
  ],
  [
    "a statement for an earlier setting stays if the owner altered it, and Cooper's gets the next Sid",
    [forOne(TLS_1_2)],
    [TLS_1_3],
    [],
    [forOne(TLS_1_2), under('CooperMinimumTls2', TLS_1_3)],
    ['added CooperMinimumTls2'],
  ],
  [
    "a damaged upload statement stays, since Cooper's may become obsolete",
    [{ ...HEADER, Resource: `${ARN}/a/*` }, OTHER],
    [HEADER],
    [],
    [{ ...HEADER, Resource: `${ARN}/a/*` }, OTHER, under('CooperUploadHeader2', HEADER)],
    ['added CooperUploadHeader2'],
  ],
  [
    "an upload statement that denies more than Cooper's stays",
    [{ ...HEADER, Action: 's3:Put*' }],
    [HEADER],
    [],
    [{ ...HEADER, Action: 's3:Put*' }, under('CooperUploadHeader2', HEADER)],
    ['added CooperUploadHeader2'],
  ],
  [
    'obsolete',
    [OTHER, TLS_ONLY, TLS_1_2, HEADER],
    [],
    ['CooperMinimumTls', 'CooperUploadHeader'],
    [OTHER, TLS_ONLY],
    ['removed CooperMinimumTls', 'removed CooperUploadHeader'],
  ],
  [
    'obsolete for every setting',
    [TLS_1_3, uploadKeyStatement(BUCKET, KEY_OF_ANOTHER), OTHER],
    [],
    ['CooperMinimumTls', 'CooperUploadKey'],
    [OTHER],
    ['removed CooperMinimumTls', 'removed CooperUploadKey'],
  ],
  [
    'obsolete under each of its Sids',
    [TLS_1_2, OTHER, under('CooperMinimumTls2', TLS_1_3)],
    [],
    ['CooperMinimumTls'],
    [OTHER],
    ['removed CooperMinimumTls', 'removed CooperMinimumTls2'],
  ],
  [
    'obsolete, in the form in which S3 may return it',
    [
      OTHER,
      {
        ...NO_SSE_C,
        Principal: { AWS: '*' },
        Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': false } },
      },
    ],
    [],
    ['CooperDenySseC'],
    [OTHER],
    ['removed CooperDenySseC'],
  ],
  [
    'obsolete, but altered by the owner',
    [forOne(TLS_1_2), { ...HEADER, Effect: 'Allow' }],
    [],
    ['CooperMinimumTls', 'CooperUploadHeader'],
    [forOne(TLS_1_2), { ...HEADER, Effect: 'Allow' }],
    [],
  ],
  [
    'obsolete, but under a Sid of the owner',
    [under('Modern', TLS_1_2), TLS_1_3],
    [],
    ['CooperMinimumTls'],
    [under('Modern', TLS_1_2)],
    ['removed CooperMinimumTls'],
  ],
  [
    "obsolete, but another statement under Cooper's Sid",
    [under('CooperMinimumTls', OTHER)],
    [],
    ['CooperMinimumTls'],
    [under('CooperMinimumTls', OTHER)],
    [],
  ],
  [
    'obsolete, but for another bucket',
    [minimumTlsStatement({ name: 'other', partition: 'aws' }, '1.2')],
    [],
    ['CooperMinimumTls'],
    [minimumTlsStatement({ name: 'other', partition: 'aws' }, '1.2')],
    [],
  ],
  ['obsolete, but not in the policy', [OTHER], [], ['CooperMinimumTls'], [OTHER], []],
  ['not obsolete, so not changed', [TLS_1_2, HEADER], [], [], [TLS_1_2, HEADER], []],
  [
    'one removed, one replaced and one added in one put',
    [OTHER, TLS_1_2, HEADER],
    [TLS_ONLY, TLS_1_3],
    ['CooperUploadHeader'],
    [OTHER, TLS_ONLY, TLS_1_3],
    ['removed CooperUploadHeader', 'replaced CooperMinimumTls', 'added CooperTlsOnly'],
  ],
  ['all in the policy', [OTHER, ...ALL], ALL, [], [OTHER, ...ALL], []],
  [
    'all in the policy, in an order of the owner',
    [...ALL.toReversed(), OTHER],
    ALL,
    [],
    [...ALL.toReversed(), OTHER],
    [],
  ],
  [
    'all in the policy, under Sids of the owner',
    ALL.map((one, index) => under(`Own${index}`, one)),
    ALL,
    [],
    ALL.map((one, index) => under(`Own${index}`, one)),
    [],
  ],
]

describe('all statements of Cooper in a policy', () => {
  test.each(ROWS)('%s', (_, before, required, obsolete, after, changes) => {
    const document = policy(...before)
    const merged = merge(document, required, obsolete)
    expect(merged.document).toEqual(policy(...after))
    expect(merged.changes.map(({ change, sid }) => `${change} ${sid}`)).toEqual(changes)
    if (changes.length === 0) expect(merged.document).toBe(document)
  })

  test('are the only ones if there was no policy', () => {
    expect(merge(undefined, ALL.toReversed())).toMatchObject({ document: policy(...ALL) })
  })

  test('make no policy if there was none, and none is required', () => {
    expect(merge(undefined, [], OWN_SIDS)).toEqual({ document: undefined, changes: [] })
  })

  test('leave no policy if they were the only ones, since S3 stores none without statements', () => {
    const before = { Version: '2012-10-17', Id: 'x', Statement: HEADER }
    expect(merge(before, [], OWN_SIDS)).toEqual({
      document: undefined,
      changes: [{ sid: 'CooperUploadHeader', change: 'removed' }],
    })
  })

  test('are added to a policy without statements, which otherwise stays', () => {
    const empty = policy()
    expect(merge(empty, [], OWN_SIDS).document).toBe(empty)
    expect(merge(empty, [TLS_ONLY]).document).toEqual(policy(TLS_ONLY))
  })
})

/** A statement in a policy, and its author. A statement under a Sid of Cooper that is not damaged may be the owner's, too. */
interface Found {
  readonly whose: 'owner' | 'cooper'
  readonly statement: JsonObject
}

const EVER = [
  ...[TLS_ONLY, TLS_1_2, TLS_1_3, NO_SSE_C, HEADER, KEY, ALGORITHM],
  uploadAlgorithmStatement(BUCKET, SSE_S3),
  uploadAlgorithmStatement(BUCKET, DSSE_KEY),
  uploadKeyStatement(BUCKET, KEY_OF_ANOTHER),
  uploadKeyStatement(BUCKET, DSSE_KEY),
]

const ever = fc.constantFrom(...EVER)
const number = fc.constantFrom('', '', '2', '3', '17')
const written = fc
  .tuple(ever, number)
  .map(([one, end]): Found => ({ whose: 'cooper', statement: under(`${one.Sid}${end}`, one) }))
const sids = fc
  .tuple(fc.constantFrom(...OWN_SIDS, 'Read', 'Cooper'), number)
  .map((sid) => sid.join(''))
const copies = fc
  .tuple(ever, fc.constantFrom('Mine', 'Cooper', 'CooperX'))
  .map(([one, Sid]): Found => ({ whose: 'owner', statement: under(Sid, one) }))
const foreign = fc
  .tuple(
    sids,
    fc.constantFrom<JsonObject>(
      OTHER,
      { ...OTHER, Effect: 'Deny' },
      deny({ Resource: [ARN, `${ARN}-2/*`] }),
      deny({ Resource: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-x' } } }),
      deny({ Action: 's3:Put*', Condition: { Null: { 's3:x-amz-acl': 'false' } } }),
    ),
  )
  .map(([Sid, one]): Found => ({ whose: 'owner', statement: under(Sid, one) }))

const around = fc.constantFrom<JsonObject>(
  { Version: '2012-10-17' },
  { Version: '2008-10-17', Id: 'kept' },
  { Id: 'kept' },
  {},
)
const policiesOf = (list: fc.Arbitrary<readonly Found[]>) =>
  fc.tuple(around, list).map(([rest, found]) => {
    const own = found.map((one): Found => ({ ...one, statement: structuredClone(one.statement) }))
    return { document: { ...rest, Statement: own.map(({ statement }) => statement) }, own }
  })
const policies = policiesOf(
  fc.array(fc.oneof(written, copies, foreign), { minLength: 1, maxLength: 8 }),
)
/** At most one of each of Cooper's statements, as Cooper leaves them. */
const tidyPolicies = policiesOf(
  fc.uniqueArray(fc.oneof(written, foreign), {
    minLength: 1,
    maxLength: 8,
    selector: ({ whose, statement: { Sid } }) =>
      whose === 'cooper' ? String(Sid).replace(/\d+$/, '') : {},
  }),
)

const settings = fc
  .record({
    tls: fc.constantFrom(undefined, TLS_ONLY),
    minimum: fc.constantFrom(undefined, TLS_1_2, TLS_1_3),
    sseC: fc.constantFrom(undefined, NO_SSE_C),
    present: fc.constantFrom(undefined, SSE_S3, MANAGED_KEY, OWN_KEY, KEY_OF_ANOTHER),
    header: fc.constantFrom(undefined, HEADER),
    kept: fc.subarray([...OWN_SIDS]),
  })
  .map(({ tls, minimum, sseC, present, header, kept }) => {
    const uploads = present && uploadAlgorithmStatement(BUCKET, present)
    const key = present?.keyNames.length ? uploadKeyStatement(BUCKET, present) : undefined
    const required = [tls, minimum, sseC, uploads, key, header].filter((one) => one !== undefined)
    const notObsolete = new Set<OwnSid>([...required.map(({ Sid }) => Sid), ...kept])
    return { required, obsolete: OWN_SIDS.filter((sid) => !notObsolete.has(sid)) }
  })

const statementsOf = (document: JsonObject | undefined) =>
  (document?.Statement ?? []) as readonly JsonObject[]
const isSame = (one: JsonObject, other: JsonObject) => differences(one, other).length === 0

describe('laws of merging', () => {
  test('every statement of the owner stays the same object, in the same order, and so does the rest of the policy', () => {
    fc.assert(
      fc.property(policies, settings, ({ document, own }, { required, obsolete }) => {
        const merged = merge(document, required, obsolete).document
        const owners = own.flatMap(({ whose, statement }) => (whose === 'owner' ? [statement] : []))
        const kept = statementsOf(merged).filter((one) => owners.includes(one))
        expect(kept).toHaveLength(owners.length)
        for (const [index, one] of kept.entries()) expect(one).toBe(owners[index])
        if (merged === undefined) return
        expect(Object.keys(merged)).toEqual(Object.keys(document))
        expect({ ...merged, Statement: [] }).toEqual({ ...document, Statement: [] })
      }),
      { numRuns: cases(1000) },
    )
  })

  test('every removed statement was written by Cooper, and is unaltered', () => {
    let removed = 0
    fc.assert(
      fc.property(policies, settings, ({ document }, { required, obsolete }) => {
        const after = statementsOf(merge(document, required, obsolete).document)
        for (const one of document.Statement.filter((each) => !after.includes(each))) {
          removed += 1
          expect(isUnaltered(one, BUCKET)).toBe(true)
        }
      }),
      { numRuns: cases(1000) },
    )
    expect(removed).toBeGreaterThan(cases(1000) / 10)
  })

  test('every required statement is in the policy, and none for an earlier setting', () => {
    let kept = 0
    fc.assert(
      fc.property(policies, settings, ({ document, own }, { required, obsolete }) => {
        const after = statementsOf(merge(document, required, obsolete).document)
        for (const one of required) expect(after.some((other) => isSame(one, other))).toBe(true)
        const touched = [...obsolete, ...required.map(({ Sid }) => Sid)]
        const remaining = own.filter(
          ({ whose, statement }) => whose === 'cooper' && after.includes(statement),
        )
        for (const { statement } of remaining) {
          if (!touched.some((sid) => String(statement.Sid).startsWith(sid))) continue
          kept += 1
          expect(required.some((one) => isSame(one, statement))).toBe(true)
        }
      }),
      { numRuns: cases(1000) },
    )
    expect(kept).toBeGreaterThan(cases(1000) / 20)
  })

  test('merging twice equals merging once', () => {
    fc.assert(
      fc.property(policies, settings, ({ document }, { required, obsolete }) => {
        const once = merge(document, required, obsolete).document
        const twice = merge(once, required, obsolete)
        expect(twice.document).toBe(once)
        expect(twice.changes).toEqual([])
      }),
      { numRuns: cases(1000) },
    )
  })

  test('the order of the required statements makes no difference, in one run or several', () => {
    const shuffled = settings.chain(({ required, obsolete }) =>
      fc.record({
        required: fc.constant(required),
        obsolete: fc.constant(obsolete),
        order: fc.shuffledSubarray(required, { minLength: required.length }),
      }),
    )
    fc.assert(
      fc.property(tidyPolicies, shuffled, ({ document }, { required, obsolete, order }) => {
        const expected = merge(document, required, obsolete).document
        expect(merge(document, order, obsolete).document).toEqual(expected)
        fc.pre(order.length > 0)
        const oneByOne = order.reduce<JsonObject | undefined>(
          (before, one) => merge(before, [one], obsolete).document,
          document,
        )
        expect(oneByOne).toEqual(expected)
      }),
      { numRuns: cases(1000) },
    )
  })

  test("Cooper's statements are in their order, even if they were added one by one", () => {
    fc.assert(
      fc.property(fc.array(foreign, { maxLength: 4 }), settings, (others, { required }) => {
        const document = policy(...others.map(({ statement }) => statement))
        const merged = merge(document, required.toReversed()).document
        expect(statementsOf(merged)).toHaveLength(others.length + required.length)
        const own = statementsOf(merged).slice(others.length)
        expect(own.map((one) => ({ ...one, Sid: '' }))).toEqual(
          required.map((one) => ({ ...one, Sid: '' })),
        )
      }),
    )
  })

  test('the reported changes are the actual changes', () => {
    fc.assert(
      fc.property(policies, settings, ({ document }, { required, obsolete }) => {
        const { document: merged, changes } = merge(document, required, obsolete)
        const after = statementsOf(merged)
        const sidsOf = (list: readonly JsonObject[], others: readonly JsonObject[]) =>
          list.filter((one) => !others.includes(one)).map(({ Sid }) => String(Sid))
        const said = (...kinds: readonly string[]) =>
          changes.flatMap(({ sid, change }) => (kinds.includes(change) ? [sid] : []))
        const removed = sidsOf(document.Statement, after)
        const added = sidsOf(after, document.Statement)
        expect(removed.toSorted()).toEqual(said('removed', 'replaced').toSorted())
        expect(added.toSorted()).toEqual(said('added', 'replaced').toSorted())
      }),
      { numRuns: cases(1000) },
    )
  })

  /** Policies that nearly contain Cooper's TLS statement, partly under its Sid. */
  const close = fc
    .tuple(
      almostRight,
      fc.array(fc.constantFrom(undefined, 'CooperTlsOnly', 'CooperTlsOnly2', 'Read')),
    )
    .map(([statements, names]) =>
      policy(...statements.map((one, index) => (names[index] ? under(names[index], one) : one))),
    )

  test("Cooper's statement is in the policy, and merging twice equals merging once, whatever the policy was before", () => {
    fc.assert(
      fc.property(close, (document) => {
        const once = add(document)
        expect(add(once)).toBe(once)
        expect(once && isCanonicalTls(parsePolicy(once), BUCKET)).toBe(true)
      }),
      { numRuns: cases(300) },
    )
  })

  test("only Cooper's statement can be removed, and at most one damaged one is replaced", () => {
    let repaired = 0
    fc.assert(
      fc.property(close, (document) => {
        const before = statementsOf(document)
        const after = statementsOf(add(document))
        const changed = before.filter((statement) => !after.includes(statement))
        expect(changed.length).toBeLessThanOrEqual(1)
        repaired += changed.length
        for (const one of changed) {
          expect(one.Sid).toMatch(/^CooperTlsOnly/)
          expect(isDamaged(one, TLS_ONLY)).toBe(true)
        }
        expect(before.filter((one) => after.includes(one))).toEqual(
          after.filter((one) => before.includes(one)),
        )
        expect(after.length - before.length + changed.length).toBeLessThanOrEqual(1)
      }),
      { numRuns: cases(300) },
    )
    expect(repaired).toBeGreaterThan(cases(300) / 30)
  })
})
