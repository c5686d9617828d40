import { styleText } from 'node:util'
import type { TlsEvidence } from '../../core/explain/examine-tls.ts'
import type { JsonObject } from '../../core/policy/document.ts'
import type { BucketId } from '../../core/policy/evaluation/resources.ts'
import { printable } from '../../core/printable.ts'

export interface Explanation extends BucketId {
  readonly file: string
  readonly tlsOnly: TlsEvidence
  readonly sentence: string
  /** What closes the gap, where there is one. */
  readonly statement?: JsonObject
}

/** One policy's verdict for a person. Policies are anybody's text: every line is printable. */
export function printExplanation({ file, name, tlsOnly, sentence, statement }: Explanation) {
  const verdict = tlsOnly.enforced
    ? styleText('green', '✓ denies plain HTTP')
    : styleText('red', '✗ does not deny plain HTTP')
  const lines = [
    `${printable(file)}  bucket ${name}  ${verdict}`,
    `  ${printable(sentence, 1000)}.`,
    ...(tlsOnly.canonical ? [] : [canonicalNote(tlsOnly.enforced)]),
    ...(statement ? ['  This statement closes it:', indented(statement)] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

const canonicalNote = (enforced: boolean) =>
  enforced
    ? "  AWS Config and Security Hub don't see it: AWS's recommended statement doesn't stand there literally."
    : "  AWS's recommended statement isn't there."

const indented = (value: unknown) => JSON.stringify(value, undefined, 2).replace(/^/gm, '    ')
