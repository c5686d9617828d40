import { PROVEN_CLASSES } from './facts/classes.ts'
import type { Verdict } from './judge.ts'

/** How many answers of each kind there were, by class of requests. */
export type Tally = Map<string, Map<string, number>>

const COLUMNS = [
  'denied',
  'undenied',
  'not proven',
  'not expressible',
  'time limit',
  'refused',
  'disagreement',
]

export function count(tally: Tally, row: string, column: string): void {
  const counts = tally.get(row) ?? new Map<string, number>()
  tally.set(row, counts.set(column, (counts.get(column) ?? 0) + 1))
}

export const columnOf = (verdict: Verdict): string =>
  verdict.type === 'agreed' ? verdict.answer : verdict.type

/** What a verdict says beyond its column. */
export function detailOf(verdict: Verdict): string | undefined {
  if (verdict.type === 'not proven') return `not proven: the solver says ${verdict.solver}`
  return verdict.type === 'not expressible' ? `not expressible: ${verdict.reason}` : undefined
}

export function tableOf(tally: Tally): string {
  const lines = PROVEN_CLASSES.flat().map(({ name }) => [
    name,
    ...COLUMNS.map((column) => String(tally.get(name)?.get(column) ?? 0)),
  ])
  const sums = COLUMNS.map((_, index) =>
    String(lines.reduce((sum, line) => sum + Number(line[index + 1]), 0)),
  )
  const all = [['requests', ...COLUMNS], ...lines, ['all', ...sums]]
  const width = Math.max(...all.map(([name = '']) => name.length))
  return all
    .map(([name = '', ...cells]) =>
      [
        name.padEnd(width),
        ...cells.map((cell, index) => cell.padStart(COLUMNS[index]?.length ?? 0)),
      ].join('  '),
    )
    .join('\n')
}
