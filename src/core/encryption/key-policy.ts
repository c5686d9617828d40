import type { Policy } from '../policy/document.ts'

/** The policy of a KMS key, or why it is not known. */
export type KeyPolicy =
  | { readonly known: true; readonly value: Policy }
  | { readonly known: false; readonly reason: string }
