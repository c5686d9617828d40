import type { PolicyDocument } from '../policy/document.ts'
import type { StatementChange } from './merge.ts'

/** A policy as it was sent, and the changes in it. */
export interface Sent {
  readonly document: PolicyDocument
  readonly statements: readonly StatementChange[]
}
