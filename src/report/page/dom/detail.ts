import { prettyJson } from '../pretty-json.ts'
import type { ControlDetail, FindingDetail, RequestDetail, Row, StepDetail } from '../row.ts'
import { rowVerdict, STATUS_TEXTS } from '../verdict.ts'
import { element, sign } from './element.ts'

/** All that is known of a bucket: why, the request that gets through, and what would be put. */
export function detailOf(row: Row, controls: readonly ControlDetail[]): HTMLElement {
  const [, , , verdicts, detail] = row
  if (detail?.error !== undefined) return element('div', { class: 'detail' }, quote(detail.error))
  const findings = detail?.findings ?? []
  const isShort = ({ control }: FindingDetail) => rowVerdict(verdicts[control]) !== 'compliant'
  return element(
    'div',
    { class: 'detail' },
    ...findings.filter(isShort).map((finding) => findingOf(finding, row, controls)),
    ...stepsOf(detail?.steps ?? []),
    ...compliantOnes(row, controls),
  )
}

const quote = (text: string) => element('p', { class: 'quote' }, text)

function findingOf(
  finding: FindingDetail,
  [, , , verdicts]: Row,
  controls: readonly ControlDetail[],
): HTMLElement {
  const status = rowVerdict(verdicts[finding.control]) ?? 'unknown'
  const { sign: mark, word } = STATUS_TEXTS[status]
  const control = controls[finding.control]
  return element(
    'section',
    { class: 'finding' },
    element(
      'h3',
      {},
      element('span', { class: status }, sign(mark), ` ${word}`),
      ` ${control?.title ?? ''} `,
      element('code', {}, control?.id ?? ''),
    ),
    quote(finding.reason),
    ...exemptionOf(finding),
    ...(finding.undenied ? [requestOf(finding.undenied)] : []),
    ...(control ? [standardsOf(control)] : []),
  )
}

const ASKED_BY = {
  tag: 'Asked for by the tag cooper:exempt',
  setting: 'Asked for by EXEMPT_BUCKETS',
  undo: 'Undone with cooper undo',
  website: 'Mending would hurt a static website',
  'public-reads': 'Mending would hurt what anybody may read',
  'log-target': 'Mending would stop the delivery of logs',
} as const

function exemptionOf({ exemption }: FindingDetail): readonly HTMLElement[] {
  if (!exemption) return []
  const end = exemption.until ? `its last day is ${exemption.until}, in UTC` : 'without a last day'
  return [element('p', { class: 'note' }, `${ASKED_BY[exemption.by]}; ${end}.`)]
}

const requestOf = (parts: RequestDetail) =>
  element(
    'div',
    { class: 'request' },
    element('h4', {}, 'The request that gets through'),
    element(
      'dl',
      {},
      ...parts.map(([part, value]) =>
        element('div', {}, element('dt', {}, part), element('dd', {}, value)),
      ),
    ),
  )

function standardsOf({ id, standards, page }: ControlDetail): HTMLElement {
  const known = standards.length === 0 ? '' : `Known as ${standards.join('; ')}. `
  const link = element('a', { href: page, rel: 'noreferrer noopener' }, `AWS's page on ${id}`)
  return element('p', { class: 'note' }, known, link)
}

const stepsOf = (steps: readonly StepDetail[]): readonly HTMLElement[] =>
  steps.length === 0
    ? []
    : [
        element(
          'section',
          { class: 'finding' },
          element('h3', {}, 'What would be put'),
          ...steps.flatMap(stepOf),
        ),
      ]

function stepOf(step: StepDetail): readonly HTMLElement[] {
  if ('encryption' in step) {
    return [
      element(
        'p',
        {},
        `As default encryption, with nothing else of it changed: ${step.encryption}.`,
      ),
    ]
  }
  const { statements, obsolete } = step
  return [
    ...(statements.length === 0
      ? []
      : [element('p', {}, 'Into the bucket policy, beside what stands there:')]),
    ...statements.map((statement) =>
      element(
        'pre',
        { tabindex: 0, role: 'region', 'aria-label': `Statement ${statement.Sid}` },
        prettyJson(statement),
      ),
    ),
    ...(obsolete.length === 0
      ? []
      : [element('p', {}, `Taken out, where Cooper put it: ${obsolete.join(', ')}.`)]),
  ]
}

function compliantOnes(
  [, , , verdicts, detail]: Row,
  controls: readonly ControlDetail[],
): readonly HTMLElement[] {
  const reasonOf = (place: number) =>
    detail?.findings?.find(({ control }) => control === place)?.reason
  const items = controls.flatMap(({ id, title }, place) =>
    rowVerdict(verdicts[place]) === 'compliant'
      ? [element('li', {}, element('code', {}, id), ' ', quoteInline(reasonOf(place) ?? title))]
      : [],
  )
  const { sign: mark, word } = STATUS_TEXTS.compliant
  const heading = element('h3', {}, element('span', { class: 'compliant' }, sign(mark), ` ${word}`))
  return items.length === 0
    ? []
    : [element('section', { class: 'finding' }, heading, element('ul', {}, ...items))]
}

const quoteInline = (text: string) => element('span', { class: 'quote' }, text)
