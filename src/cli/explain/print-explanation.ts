import { styleText } from 'node:util'
import type { TlsEvidence } from '../../core/explain/examine-tls.ts'
import type { JsonObject } from '../../core/policy/document.ts'
import type { BucketId } from '../../core/policy/evaluation/resources.ts'
import { visible } from '../../core/printable.ts'

export interface Explanation extends BucketId {
  readonly file: string
  readonly tlsOnly: TlsEvidence
  readonly sentence: string
  /** The statement that makes the policy compliant, if it is not. */
  readonly statement?: JsonObject
}

/** Prints one policy's verdict for a person. Policies can contain any text: every line is made printable. */
export function printExplanation({ file, name, tlsOnly, sentence, statement }: Explanation) {
  const verdict = tlsOnly.enforced
    ? styleText('green', '✓ denies plain HTTP')
    : styleText('red', '✗ does not deny plain HTTP')
  const lines = [
    `${visible(file)}  bucket ${name}  ${verdict}`,
    `  ${visible(sentence, 2000)}.`,
    ...(tlsOnly.canonical ? [] : [canonicalNote(tlsOnly.enforced)]),
    ...(statement ? ['  Add this statement to make it compliant:', indented(statement)] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

const canonicalNote = (enforced: boolean) =>
  enforced
    ? "  AWS Config and Security Hub may not recognize it: the policy lacks AWS's recommended statement in its literal form."
    : "  The policy lacks AWS's recommended statement."

const indented = (value: unknown) => JSON.stringify(value, undefined, 2).replace(/^/gm, '    ')
