import type { TemplateReport } from '../core/check/template-report.ts'
import type { Settings } from '../core/settings.ts'
import type { TemplateFile, TemplateOptions } from './declarations.ts'
import { judgeBucket } from './judge-bucket.ts'
import { readDeclarations } from './read-declarations.ts'

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
  const others = check.with ?? []
  const declared = readDeclarations([...files, ...others], check)
  const policies = declared.flatMap((one) => one.policies)
  const judged = declared
    .slice(0, files.length)
    .flatMap(({ buckets }) => buckets)
    .map((bucket) => judgeBucket(bucket, policies, check))
  return {
    reports: judged.flatMap(({ report }) => report ?? []),
    notes: [...declared.flatMap(({ notes }) => notes), ...judged.flatMap(({ notes }) => notes)],
  }
}
