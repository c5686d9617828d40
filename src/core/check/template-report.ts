import type { Bucket } from '../bucket.ts'
import type { Finding } from '../finding.ts'

/** Where a template declares something. Lines and columns count from 1. */
export interface TemplatePlace {
  readonly file: string
  /** The logical id of CloudFormation, or the address of Terraform. */
  readonly address: string
  /** Absent: the file has no lines of its own, such as a plan of Terraform. */
  readonly line?: number
  readonly column?: number
}

/** A finding on a bucket of a template, and the place that a person would change. */
export type PlacedFinding = Finding & { readonly place: TemplatePlace }

/** The result of a check of one bucket that a template declares. */
export interface TemplateReport {
  readonly language: TemplateLanguage
  /** The name may be a placeholder, where the template gives the bucket none. */
  readonly bucket: Bucket
  /** The name in the template. Absent: AWS will choose it, or it is not known. */
  readonly name?: string
  readonly place: TemplatePlace
  readonly findings: readonly PlacedFinding[]
  /** Lines in the language of the template that make the bucket compliant. Absent: none are needed, or none are known. */
  readonly fix?: string
}

export type TemplateLanguage = 'cloudformation-yaml' | 'cloudformation-json' | 'cdk' | 'terraform'
