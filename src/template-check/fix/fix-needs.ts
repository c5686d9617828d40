import type { TemplateNeeds } from '../../core/messages/snippets/template-needs.ts'

/** What a template lacks, and where. */
export interface FixNeeds extends TemplateNeeds {
  /** Of the bucket in its template. */
  readonly address: string
  /** Of its policy in the template. `undefined`: there is none. */
  readonly policy: string | undefined
}
