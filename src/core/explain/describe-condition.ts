import type { Condition, ConditionOperator } from '../policy/document.ts'
import { printable } from '../printable.ts'
import { spelled } from './key-names.ts'

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
export function describeCondition({
  operator,
  quantifier,
  ifExists,
  key,
  values,
}: Condition): string {
  if (operator === 'Null') {
    return `where ${quoted(spelled(key))} is ${values.includes('true') ? 'absent' : 'present'}`
  }
  const every = quantifier === 'ForAllValues' ? 'every value of ' : ''
  const some = quantifier === 'ForAnyValue' ? 'some value of ' : ''
  const verb = `${PHRASES[operator]}${ifExists ? ', if present,' : ''}`
  return `where ${every}${some}${quoted(spelled(key))} ${verb} ${listValues(values, ' or ')}`
}

const MOST_VALUES = 3

export const listValues = (texts: readonly string[], conjunction = ', ') => {
  if (texts.length === 0) return 'nothing'
  const shown = texts.slice(0, MOST_VALUES).map(quoted)
  const more = texts.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(conjunction)
}

export const quoted = (text: string) => printable(text, 120)
