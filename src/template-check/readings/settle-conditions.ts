import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { freshValue } from './fresh-values.ts'
import { isOpenEntry } from './settle-set.ts'
import { isSymbol, reasonOf } from './symbols.ts'

/** The texts with which the conditions of a policy compare each key, by the key in lower case. */
export type Comparands = ReadonlyMap<string, ReadonlySet<string>>

/** The field `Condition` once its unknown values are settled. `undefined`: the conditions are never met. */
export interface SettledConditions {
  readonly field: JsonObject | undefined
  readonly because: readonly string[]
}

/** One operator on one key, before and after its unknown values are settled. */
interface Test {
  readonly operator: string
  readonly key: string
  readonly values: Json
}

/** `isMet`: unknown conditions are met wherever they may be, else nowhere. */
export function settleConditions(
  value: Json,
  where: string,
  isMet: boolean,
  comparands: Comparands,
): SettledConditions {
  const symbol = isSymbol(value) ? value : Object.values(value ?? {}).find(isSymbol)
  if (symbol !== undefined)
    return { field: isMet ? {} : undefined, because: [`${where}: ${reasonOf(symbol)}`] }
  if (!isObject(value)) return { field: { Condition: value }, because: [] }
  const open = testsIn(value).filter(isOpenTest)
  if (open.length === 0) return { field: { Condition: value }, because: [] }
  const undecided = open.filter((test) => valuesByName(test, comparands) === undefined)
  return {
    field: conditionField(value, isMet, comparands),
    because: undecided.map(
      ({ operator, key, values }) =>
        `${where}.${operator}.${key}: ${reasonOf(String([values].flat().find(isOpenEntry)))}`,
    ),
  }
}

function conditionField(
  condition: JsonObject,
  isMet: boolean,
  comparands: Comparands,
): JsonObject | undefined {
  const settled: Record<string, Json> = {}
  for (const [operator, block] of Object.entries(condition)) {
    if (!isObject(block)) {
      settled[operator] = block
      continue
    }
    const tests = Object.entries(block).map(([key, values]) => ({
      key,
      values: settleValues({ operator, key, values }, isMet, comparands),
    }))
    if (tests.some(({ values }) => values === 'never')) return undefined
    const kept = tests.filter(({ values }) => values !== 'met')
    if (kept.length > 0)
      settled[operator] = Object.fromEntries(kept.map(({ key, values }) => [key, values]))
  }
  return Object.keys(settled).length === 0 ? {} : { Condition: settled }
}

const testsIn = (condition: JsonObject): readonly Test[] =>
  Object.entries(condition).flatMap(([operator, block]) =>
    Object.entries(isObject(block) ? block : {}).map(([key, values]) => ({
      operator,
      key,
      values,
    })),
  )

const isOpenTest = ({ values }: Test) => [values].flat().some(isOpenEntry)

function settleValues(
  test: Test,
  isMet: boolean,
  comparands: Comparands,
): readonly Json[] | Json | 'met' | 'never' {
  if (!isOpenTest(test)) return test.values
  const named = valuesByName(test, comparands)
  if (named) return named
  const known = [test.values].flat().filter((value) => !isOpenEntry(value))
  const isNegative = NEGATIVE.test(bareOperator(test.operator))
  // A negative operator is met where no value matches, so an unknown value may only take from it.
  if (!isMet) return known.length > 0 && !isNegative ? known : 'never'
  if (!isNegative) return 'met'
  return freshValues(test, comparands) ?? (known.length > 0 ? known : 'met')
}

const bareOperator = (operator: string) =>
  operator
    .toLowerCase()
    .replace(/^for(all|any)values?:/, '')
    .replace(/ifexists$/, '')

const NEGATIVE = /not/
const EQUALITY = /^string(not)?equals(ignorecase)?$/

/** The values of a comparison by which every value of a symbol gives the same verdict, as every other text does. */
const valuesByName = (test: Test, comparands: Comparands): readonly Json[] | undefined =>
  EQUALITY.test(bareOperator(test.operator)) && !/ip$/i.test(test.key)
    ? freshValues(test, comparands)
    : undefined

/** `undefined`: the symbol may equal a text with which another condition compares. */
function freshValues({ key, values }: Test, comparands: Comparands): readonly Json[] | undefined {
  const list = [values].flat()
  if ((comparands.get(groupOf(key))?.size ?? 0) > 1) return undefined
  const fresh = list.map((value) =>
    typeof value === 'string' && isOpenEntry(value) ? freshValue(key, value) : value,
  )
  return fresh.includes(undefined) ? undefined : (fresh as readonly Json[])
}

/** The comparands of all statements of a policy. A principal is compared with the keys of principals. */
export function comparandsIn(statements: Json): Comparands {
  const found = new Map<string, Set<string>>()
  const add = (key: string, value: Json) => {
    const texts = found.get(groupOf(key)) ?? new Set()
    found.set(groupOf(key), texts.add(JSON.stringify(value)))
  }
  for (const statement of [statements].flat()) {
    if (!isObject(statement)) continue
    for (const { key, values } of testsIn(isObject(statement.Condition) ? statement.Condition : {}))
      for (const value of [values].flat()) add(key, value)
    const { Principal, NotPrincipal, Effect } = statement
    const isForAll =
      JSON.stringify(Principal) === '"*"' || JSON.stringify(Principal) === '{"AWS":"*"}'
    if (Effect !== 'Allow' && !isForAll) add(PRINCIPAL, Principal ?? NotPrincipal ?? null)
  }
  return found
}

const PRINCIPAL = 'aws:principal'

/** Keys that say the same of a caller in other words. */
const groupOf = (key: string): string =>
  /^aws:(principal(?!tag\/)|userid|username|source(account|arn|org))/i.test(key)
    ? PRINCIPAL
    : key.toLowerCase()
