import { InvalidArgumentError, Option } from 'commander'
import { isDay } from '../../core/assessment/exempt-tag.ts'

/** The option of the commands that place a hold. */
export const lastDayOption = (): Option =>
  new Option(
    '--until <day>',
    'the last day of the hold, such as 2027-01-31; default: in 30 days',
  ).argParser(day)

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('It must be a day such as 2027-01-31.')
  if (text < new Date().toISOString().slice(0, 10))
    throw new InvalidArgumentError('It must not be in the past.')
  return text
}
