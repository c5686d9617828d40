import { styleText } from 'node:util'
import { structuredPatch } from 'diff'
import type { Snapshot } from '../../core/posture.ts'
import { visible } from '../../core/printable.ts'

const COLOURS = { '+': 'green', '-': 'red', '@': 'cyan' } as const

/** What changes in a bucket's policy and encryption, line by line, as `diff` shows it. Every line is printable. */
export const diffOf = (before: Snapshot, after: Snapshot): readonly string[] => [
  ...partDiff('bucket policy', before.policy, after.policy),
  ...partDiff('default encryption', before.encryption, after.encryption),
]

function partDiff(name: string, before: unknown, after: unknown): readonly string[] {
  const [old, fresh] = [jsonText(before), jsonText(after)]
  if (old === fresh) return []
  const { hunks } = structuredPatch(name, name, old, fresh, undefined, undefined, { context: 3 })
  const lines = hunks.flatMap(({ oldStart, newStart, lines }) => [
    `@@ line ${oldStart} → ${newStart} @@`,
    ...lines.filter((line) => !line.startsWith('\\')),
  ])
  return [styleText('bold', name), ...lines.map(coloured)]
}

const jsonText = (value: unknown) =>
  value === null || value === undefined ? '' : `${JSON.stringify(value, undefined, 2)}\n`

function coloured(line: string): string {
  const [mark = ''] = line
  const text = visible(line)
  return mark in COLOURS ? styleText(COLOURS[mark as keyof typeof COLOURS], text) : text
}
