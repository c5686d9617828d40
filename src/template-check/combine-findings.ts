import { type Finding, unknown } from '../core/finding.ts'
import type { Explored } from './readings/explore.ts'

/** One finding for each control: what all readings agree on, or unknown with what the template leaves open. */
export function combineFindings(
  readings: readonly (readonly Finding[])[],
  { because, isComplete }: Pick<Explored<unknown>, 'because' | 'isComplete'>,
): readonly Finding[] {
  const [first = [], ...others] = readings
  return first.map((finding, index) => {
    const isSame = others.every((one) => one[index]?.verdict === finding.verdict)
    if (isSame && isComplete) return finding
    const { control, title, mapping } = finding
    return { control, title, mapping, ...unknown(undecided(because, isComplete)) }
  })
}

const undecided = (because: readonly string[], isComplete: boolean) =>
  isComplete
    ? `It depends on what the template leaves open: ${because.join('; ')}`
    : `There are too many ways in which the template may turn out: ${because.join('; ')}`
