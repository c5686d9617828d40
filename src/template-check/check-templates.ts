import type { TemplateReport } from '../core/check/template-report.ts'
import type { Settings } from '../core/settings.ts'
import { policiesByBucket } from './bucket-policies.ts'
import type { TemplateFile, TemplateOptions } from './declarations.ts'
import { judgeBucket } from './judge-bucket.ts'
import { notesOnBucket, notesOnPolicies } from './notes.ts'
import { readDeclarations } from './read-declarations.ts'
import { templateError } from './template-error.ts'

/** A request to check the buckets of templates. */
export interface TemplateCheck extends TemplateOptions {
  readonly settings: Settings
  /** The date in UTC, such as `2026-11-23`. */
  readonly today: string
  /** Further templates, whose policies and exports count, and whose buckets are not reported. */
  readonly with?: readonly TemplateFile[]
}

/** The result of a check of templates. */
export interface CheckedTemplates {
  readonly reports: readonly TemplateReport[]
  /** What people should know besides the findings, in sentences. */
  readonly notes: readonly string[]
}

/** Checks the buckets that templates declare. Throws an error with the code `InvalidTemplate` where one cannot be read. */
export function checkTemplates(
  files: readonly TemplateFile[],
  check: TemplateCheck,
): CheckedTemplates {
  try {
    return checkAll(files, check)
  } catch (error) {
    if (error instanceof RangeError) throw templateError('it is nested too deeply', error)
    throw error
  }
}

function checkAll(files: readonly TemplateFile[], check: TemplateCheck): CheckedTemplates {
  const declared = readDeclarations([...files, ...(check.with ?? [])], check)
  const policies = policiesByBucket(declared.flatMap((one) => one.policies))
  const own = declared.slice(0, files.length)
  const judged = own.flatMap(({ buckets, undecided }) =>
    buckets.map((bucket) => judgeBucket(bucket, policies, { ...check, undecided })),
  )
  return {
    reports: judged.flatMap(({ report }) => report ?? []),
    notes: [
      ...declared.flatMap(({ notes }) => notes),
      ...judged.flatMap(notesOnBucket),
      ...notesOnPolicies(own, declared, policies),
    ],
  }
}
