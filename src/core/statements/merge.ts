import type { Json, PolicyDocument } from '../policy/document.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'
import { differences } from '../policy/normalise.ts'
import { isObject } from '../policy/parsing/read-json.ts'
import { statementList } from '../policy/statement-list.ts'
import { OWN_SIDS, type OwnSid, type OwnStatement } from './cooper-statements.ts'
import { isDamaged, isUnaltered, ownSidOf } from './recognise.ts'

/** Which of Cooper's statements a policy must contain, and which it must not. */
export interface OwnStatements {
  readonly required: readonly OwnStatement[]
  /** Statements under these Sids are removed if Cooper wrote them and nobody altered them. */
  readonly obsolete: readonly OwnSid[]
}

export interface StatementChange {
  readonly sid: string
  readonly change: 'added' | 'replaced' | 'removed'
}

export interface Merged {
  /** The same object where nothing changes. `undefined` where no statement would remain, which S3 does not store. */
  readonly document: PolicyDocument | undefined
  readonly changes: readonly StatementChange[]
}

/**
 * Merges Cooper's statements into a document, and keeps everything else exactly as it is. A statement with the same
 * meaning suffices, whatever its Sid. A statement by Cooper that is damaged or from an earlier setting is replaced in place.
 */
export function mergeOwnStatements(
  document: PolicyDocument | undefined,
  { required, obsolete }: OwnStatements,
  bucket: BucketId,
): Merged {
  const isObsolete = (one: Json) => isUnaltered(one, bucket) && isUnder(obsolete, one)
  const kept = without({ list: statementList(document?.Statement), changes: [] }, isObsolete)
  // Replace first, so that new statements are inserted in the right order.
  const repaired = required.reduce((draft, own) => repair(draft, own, bucket), kept)
  const { list, changes } = required.reduce((draft, own) => insert(draft, own, bucket), repaired)
  if (changes.length === 0) return { document, changes }
  if (list.length === 0) return { document: undefined, changes }
  const rest = document ?? { Version: '2012-10-17' }
  return { document: { ...rest, Statement: list }, changes }
}

type Statements = readonly Json[]

interface Draft {
  readonly list: Statements
  readonly changes: readonly StatementChange[]
}

/** Of Cooper's statements under a Sid that differ from the required one, replaces the first and removes the others. */
function repair(draft: Draft, own: OwnStatement, bucket: BucketId): Draft {
  const isOld = (one: Json) => isUnder([own.Sid], one) && !hasSameMeaning(one, own)
  const isStale = (one: Json) => isOld(one) && isUnaltered(one, bucket)
  if (has(draft, own)) return without(draft, isStale)
  const old = draft.list.find((one) => isStale(one) || (isOld(one) && isDamaged(one, own)))
  if (old === undefined) return draft
  const { list, changes } = without(draft, (one) => one !== old && isStale(one))
  const sid = sidOfStatement(old)
  return {
    list: list.with(list.indexOf(old), { ...own, Sid: sid }),
    changes: [...changes, { sid, change: 'replaced' }],
  }
}

function insert(draft: Draft, own: OwnStatement, bucket: BucketId): Draft {
  if (has(draft, own)) return draft
  const { list, changes } = draft
  const sid = freeSid(own.Sid, list)
  return {
    list: list.toSpliced(placeFor(own, list, bucket), 0, { ...own, Sid: sid }),
    changes: [...changes, { sid, change: 'added' }],
  }
}

const has = ({ list }: Draft, own: OwnStatement) => list.some((one) => hasSameMeaning(one, own))

function without({ list, changes }: Draft, isRemoved: (one: Json) => boolean): Draft {
  const removed = list.filter(isRemoved)
  const removals = removed.map((one) => ({ sid: sidOfStatement(one), change: 'removed' }) as const)
  return { list: list.filter((one) => !removed.includes(one)), changes: [...changes, ...removals] }
}

const hasSameMeaning = (one: Json, other: Json) => differences(one, other).length === 0

const isUnder = (sids: readonly OwnSid[], statement: Json) =>
  sids.some((sid) => sid === ownSidOf(statement))

// Behind all other statements, and among Cooper's in their order.
function placeFor({ Sid }: OwnStatement, statements: Statements, bucket: BucketId): number {
  const later = statements.findIndex((other) => {
    const sid = ownSidOf(other)
    const isLater = sid !== undefined && OWN_SIDS.indexOf(sid) > OWN_SIDS.indexOf(Sid)
    return isLater && isUnaltered(other, bucket)
  })
  return later === -1 ? statements.length : later
}

const sidOfStatement = (statement: Json): string =>
  isObject(statement) && typeof statement.Sid === 'string' ? statement.Sid : ''

function freeSid(sid: string, statements: Statements): string {
  const taken = new Set(statements.map(sidOfStatement))
  if (!taken.has(sid)) return sid
  let number = 2
  while (taken.has(`${sid}${number}`)) number += 1
  return `${sid}${number}`
}
