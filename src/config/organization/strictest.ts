/** The strictest of several values of a variable, the nearest one first. An empty value is none. */
type Choice = (values: readonly string[]) => string

// The value of the account comes first, and then that of its organizational unit, and so on upwards.
const nearest: Choice = ([first = '']) => first

/** The texts of a setting, the strictest first. */
const firstOf =
  (...order: readonly string[]): Choice =>
  (values) =>
    order.find((value) => values.includes(value)) ?? nearest(values)

const least: Choice = (values) => String(Math.min(...values.map(Number)))

const most: Choice = (values) => String(Math.max(...values.map(Number)))

const entriesOf = (value: string) => value.split(/[\s,]+/).filter((entry) => entry !== '')

const allEntries: Choice = (values) => [...new Set(values.flatMap(entriesOf))].join(',')

const commonEntries: Choice = ([first = '', ...others]) =>
  entriesOf(first)
    .filter((entry) => others.every((value) => entriesOf(value).includes(entry)))
    .join(',')

/** What is strictest: what requires more of a bucket, lets fewer be exempt, and fixes sooner. Absent: the nearest value. */
const CHOICES: Readonly<Record<string, Choice>> = {
  MODE: firstOf('remediate', 'propose', 'report'),
  GRACE_DAYS: least,
  QUIET_DAYS: least,
  GRACE_EXTENSIONS: least,
  GRACE_AT_END: firstOf('remediate', 'report'),
  WITHOUT_LOGS: firstOf('remediate', 'report'),
  WATCH_DAYS: most,
  LOG_BUCKETS: allEntries,
  CONTROLS: allEntries,
  DEFAULT_ENCRYPTION: firstOf('dsse-kms', 'sse-kms', 'sse-s3'),
  KMS_PREFLIGHT: firstOf('true', 'false'),
  BUCKET_KEY: firstOf('true', 'false'),
  SSE_C: firstOf('block', 'keep'),
  UPLOAD_ENCRYPTION: firstOf('explicit', 'matching', 'any'),
  TLS_STATEMENT: firstOf('canonical', 'any'),
  MINIMUM_TLS_VERSION: firstOf('1.3', '1.2', 'none'),
  EXEMPT_BUCKETS: commonEntries,
  EXEMPT_BY_TAG: firstOf('false', 'true'),
  WEBSITE_BUCKETS: firstOf('remediate', 'exempt'),
  PUBLIC_BUCKETS: firstOf('remediate', 'grace', 'exempt'),
  FLAPPING_LIMIT: most,
  FLAPPING_HOURS: least,
  SETTLE_MINUTES: least,
}

/** The strictest of several values of a variable. `values`: at least one, the nearest to the account first. */
export function strictestOf(variable: string, values: readonly string[]): string {
  const family = variable.replace(/^(MODE|GRACE_DAYS)_.*$/, '$1')
  return (CHOICES[family] ?? nearest)(values)
}
