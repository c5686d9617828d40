import type { Condition, ConditionOperator } from '../policy/document.ts'
import { visible } from '../printable.ts'
import type { Spelling } from './key-names.ts'

const PHRASES: Readonly<Record<Exclude<ConditionOperator, 'Null'>, string>> = {
  StringEquals: 'is',
  StringNotEquals: 'is not',
  StringLike: 'is like',
  StringNotLike: 'is not like',
  ArnEquals: 'is like',
  ArnNotEquals: 'is not like',
  ArnLike: 'is like',
  ArnNotLike: 'is not like',
  Bool: 'is',
  IpAddress: 'is in',
  NotIpAddress: 'is not in',
  StringEqualsIgnoreCase: 'is, in any letter case,',
  StringNotEqualsIgnoreCase: 'is not, in any letter case,',
  NumericEquals: 'is',
  NumericNotEquals: 'is not',
  NumericLessThan: 'is less than',
  NumericLessThanEquals: 'is at most',
  NumericGreaterThan: 'is greater than',
  NumericGreaterThanEquals: 'is at least',
  DateEquals: 'is',
  DateNotEquals: 'is not',
  DateLessThan: 'is before',
  DateLessThanEquals: 'is not after',
  DateGreaterThan: 'is after',
  DateGreaterThanEquals: 'is not before',
  BinaryEquals: 'is',
}

/** A condition in words, such as `where aws:SourceIp is in 203.0.113.0/24`. */
export function describeCondition(
  { operator, quantifier, ifExists, key, values }: Condition,
  spell: Spelling,
): string {
  const name = shown(spell(key))
  if (operator === 'Null') {
    const texts = new Set(values.map((value) => value.toLowerCase()))
    const state = texts.size === 1 && texts.has('true') ? 'absent' : 'present'
    return `where ${name} is ${state}`
  }
  const subject = `${quantifier ? QUANTIFIERS[quantifier] : ''}${name}${ifExists ? ', if present,' : ''}`
  return `where ${subject} ${PHRASES[operator]} ${listed(values, ' or ')}`
}

const QUANTIFIERS = { ForAllValues: 'every value of ', ForAnyValue: 'some value of ' } as const

const MOST_VALUES = 3

/** The first values of a list, and how many more there are. */
export const listed = (texts: readonly string[], conjunction = ', ') => {
  if (texts.length === 0) return 'nothing'
  const some = texts.slice(0, MOST_VALUES).map((text) => shown(text))
  const more = texts.length - some.length
  return more > 0 ? `${some.join(', ')} and ${more} more` : some.join(conjunction)
}

/** A text from a policy or a request in a sentence: in quotation marks where its ends could not be seen. */
export function shown(text: string, limit = 300): string {
  const line = visible(text, limit)
  return /^$|^\s|\s$/.test(text) ? `"${line}"` : line
}
