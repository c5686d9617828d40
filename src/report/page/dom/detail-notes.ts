import { prettyJson } from '../pretty-json.ts'
import type { ControlDetail, Detail, StepDetail } from '../row.ts'
import { element } from './element.ts'

/** What changed on the bucket since an earlier check. */
export function changesOf(
  { changes }: Detail,
  controls: readonly ControlDetail[],
): readonly HTMLElement[] {
  const line = (word: string, places: readonly number[] = []) =>
    places.length === 0
      ? []
      : [`${word}: ${places.map((place) => controls[place]?.id ?? '').join(', ')}.`]
  return [...line('New', changes?.new), ...line('Solved', changes?.solved)].map((text) =>
    element('p', { class: 'note' }, `${text.slice(0, -1)}, since the earlier check.`),
  )
}

/** What Cooper would change. */
export const stepsOf = (steps: readonly StepDetail[]): readonly HTMLElement[] =>
  steps.length === 0
    ? []
    : [
        element(
          'section',
          { class: 'finding' },
          element('h3', {}, 'What Cooper would change'),
          ...steps.flatMap(stepOf),
        ),
      ]

function stepOf(step: StepDetail): readonly HTMLElement[] {
  if ('encryption' in step) {
    return [
      element(
        'p',
        {},
        `Change the default encryption to: ${step.encryption}. Leave its other properties as they are.`,
      ),
    ]
  }
  const { statements, obsolete } = step
  return [
    ...(statements.length === 0
      ? []
      : [element('p', {}, 'Add to the bucket policy, without changing its other statements:')]),
    ...statements.map((statement) =>
      element(
        'pre',
        { tabindex: 0, role: 'region', 'aria-label': `Statement ${statement.Sid}` },
        prettyJson(statement),
      ),
    ),
    ...(obsolete.length === 0
      ? []
      : [element('p', {}, `Remove Cooper's own statements: ${obsolete.join(', ')}.`)]),
  ]
}
