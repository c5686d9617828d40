import { type Finding, unknown } from '../core/finding.ts'
import type { JudgedReading } from './judge-reading.ts'
import type { Exploration } from './readings/explore.ts'

/**
 * One finding for each control: what all readings agree on, or unknown with what the template leaves open. `open`: what
 * no reading knows.
 */
export function combineFindings(
  exploration: Exploration<JudgedReading | undefined>,
  open: string | undefined,
): readonly Finding[] {
  const readings = exploration.readings.flatMap(({ value, choices }) =>
    value ? [{ findings: value.findings, choices }] : [],
  )
  const [first] = readings
  return (first?.findings ?? []).map((finding, index) => {
    const judged = readings.map(({ findings, choices }) => ({
      ...{ verdict: findings[index]?.verdict, choices },
    }))
    const isSame = judged.every(({ verdict }) => verdict === finding.verdict)
    const isDecided = exploration.isComplete && open === undefined
    if (isSame && (isDecided || finding.verdict === 'not-applicable')) return finding
    const { control, title, mapping } = finding
    const reason = open === undefined ? undecided(judged, exploration) : `${DEPENDS}: ${open}`
    return { control, title, mapping, ...unknown(reason) }
  })
}

const DEPENDS = 'It depends on what the template leaves open'

interface Judged {
  readonly verdict: Finding['verdict'] | undefined
  readonly choices: ReadonlyMap<string, number>
}

function undecided(
  judged: readonly Judged[],
  { reasons, isComplete }: Exploration<unknown>,
): string {
  const all = [...reasons.keys()]
  const decisive = all.filter((question) => isDecisive(question, judged))
  const named = (decisive.length > 0 ? decisive : all).map((question) => reasons.get(question))
  const texts = [...new Set(named)].join('; ')
  return isComplete ? `${DEPENDS}: ${texts}` : `The template leaves too much open: ${texts}`
}

/** Whether another answer to one question alone changes the verdict. */
const isDecisive = (question: string, judged: readonly Judged[]): boolean =>
  judged.some((one, index) =>
    judged
      .slice(index + 1)
      .some((other) => one.verdict !== other.verdict && differsOnlyIn(question, one, other)),
  )

function differsOnlyIn(question: string, one: Judged, other: Judged): boolean {
  const [left, right] = [one.choices.get(question), other.choices.get(question)]
  if (left === undefined || right === undefined || left === right) return false
  return [...one.choices].every(
    ([name, index]) => name === question || (other.choices.get(name) ?? index) === index,
  )
}
