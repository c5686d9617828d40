import { either, exactText, type Language, sequence } from '../texts/languages.ts'
import { inexpressible } from './inexpressible.ts'
import { inRange } from './ip-ranges.ts'
import type { Keys, KeyTerms, Slot } from './keys.ts'
import { matchesValue } from './match-text.ts'
import type { Scene, Text } from './scene.ts'
import { allOf, anyOf, FALSE, type Term } from './smt.ts'

/** Whether one value of a key matches one value of the policy, by an operator without its negation. */
export function compare(
  scene: Scene,
  keys: Keys,
  operator: string,
  { form, choices }: KeyTerms,
  { text, number }: Slot,
  expected: string,
): Term {
  if (number !== undefined) {
    if (operator === 'ipaddress') return inRange(number, expected)
    return compareNumber(operator, number, expected)
  }
  if (text === undefined) return FALSE
  if (/^(string|arn)/.test(operator)) return compareText(scene, keys, operator, text, expected)
  if (form !== 'choice') return inexpressible(`${operator} on a text`)
  if (operator === 'bool') return compareBoolean(scene, text, expected)
  const fitting = choicesThat(operator, choices, expected)
  return anyOf(fitting.map((one) => text.isIn(exactText(one))))
}

function compareText(scene: Scene, keys: Keys, operator: string, text: Text, expected: string) {
  switch (operator) {
    case 'stringequals':
      return matchesValue(scene, keys, text, expected, { wildcards: false })
    case 'stringlike':
      return matchesValue(scene, keys, text, expected, { wildcards: true })
    case 'stringequalsignorecase':
      return scene.variables && expected.includes('${')
        ? inexpressible('a variable in any letter case')
        : text.isIn(inAnyCase(expected))
    case 'arnequals':
    case 'arnlike':
      return matchesValue(scene, keys, text, expected, { wildcards: true, ofArn: true })
    default:
      return inexpressible(`the operator ${operator}`)
  }
}

const inAnyCase = (text: string): Language =>
  sequence(
    [...text].map((one) =>
      either([one, one.toLowerCase(), one.toUpperCase()].map((each) => exactText(each))),
    ),
  )

function compareBoolean(scene: Scene, text: Text, expected: string): Term {
  const lower = expected.toLowerCase()
  if (lower !== 'true' && lower !== 'false') return FALSE
  const equal = text.isIn(exactText(lower))
  // AWS writes "true" and "false" only, and does not say whether Bool has letter case.
  return lower === expected ? equal : allOf([scene.doubt('Bool in any letter case'), equal])
}

const SIGNS: Readonly<Record<string, string>> = {
  equals: '=',
  lessthan: '<',
  lessthanequals: '<=',
  greaterthan: '>',
  greaterthanequals: '>=',
}

function compareNumber(operator: string, value: Term, expected: string): Term {
  const sign = SIGNS[operator.replace(/^(numeric|date)/, '')]
  if (sign === undefined) return inexpressible(`the operator ${operator}`)
  const number = operator.startsWith('date') ? momentOf(expected) : numberOf(expected)
  // What is no number is never less, equal or more.
  if (number === undefined) return FALSE
  return `(${sign} (to_real ${value}) ${decimal(number)})`
}

/** For a key with few values: those that match. */
function choicesThat(operator: string, choices: readonly string[], expected: string) {
  const sign = SIGNS[operator.replace(/^numeric/, '')]
  const bound = numberOf(expected)
  if (sign === undefined || bound === undefined) return []
  return choices.filter((one) => {
    const number = Number(one)
    if (sign === '=') return number === bound
    return (
      (sign.startsWith('<') ? number < bound : number > bound) ||
      (sign.endsWith('=') && number === bound)
    )
  })
}

const numberOf = (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined)

const decimal = (number: number): Term => {
  const text = Number.isInteger(number) ? `${Math.abs(number)}.0` : String(Math.abs(number))
  return number < 0 ? `(- ${text})` : text
}

const ISO = /^(\d{4})(-\d\d)?(-\d\d)?(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/

/** Seconds since 1970, of a date or of a number: https://www.w3.org/TR/NOTE-datetime */
export function momentOf(text: string): number | undefined {
  if (/^\d+$/.test(text) && text.length !== 4) return Number(text)
  if (!ISO.test(text)) return undefined
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000
}
