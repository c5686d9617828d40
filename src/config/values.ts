import * as v from 'valibot'

// The kinds of values of settings. The input of each is the text of an environment variable.

export const oneOf = <const Allowed extends readonly [string, ...string[]]>(allowed: Allowed) =>
  v.picklist(allowed, `must be one of ${allowed.join(', ')}`)

export const flag = v.pipe(
  oneOf(['true', 'false']),
  v.transform((value) => value === 'true'),
)

/** Entries separated by commas, blanks or both. */
export const listOf = <Entry extends v.GenericSchema<string, unknown>>(entry: Entry) =>
  v.pipe(
    v.string(),
    v.transform((text) => text.split(/[\s,]+/).filter((part) => part !== '')),
    v.array(entry),
  )

export const wholeNumberIn = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, message),
    v.transform(Number),
    v.minValue(least, message),
    v.maxValue(most, message),
  )
}
