import type { ControlDetail, FindingDetail, RequestDetail, Row } from '../row.ts'
import { rowVerdict, STATUS_TEXTS } from '../verdict.ts'
import { changesOf, stepsOf } from './detail-notes.ts'
import { element, sign } from './element.ts'

/** The details of a bucket: findings, counterexamples, and what Cooper would change. */
export function detailOf(row: Row, controls: readonly ControlDetail[]): HTMLElement {
  const [, , , verdicts, detail] = row
  if (detail?.error !== undefined)
    return element(
      'div',
      { class: 'detail' },
      quoteBlock(detail.error),
      ...changesOf(detail, controls),
    )
  const findings = detail?.findings ?? []
  const isNotCompliant = ({ control }: FindingDetail) =>
    rowVerdict(verdicts[control]) !== 'compliant'
  return element(
    'div',
    { class: 'detail' },
    ...findings.filter(isNotCompliant).map((finding) => findingOf(finding, row, controls)),
    ...stepsOf(detail?.steps ?? []),
    ...changesOf(detail ?? {}, controls),
    ...compliantOnes(row, controls),
  )
}

const quoteBlock = (text: string) => element('p', { class: 'quote' }, text)

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
    quoteBlock(finding.reason),
    ...exemptionOf(finding),
    ...(finding.undenied ? [counterexampleOf(finding.undenied)] : []),
    ...affectedBy(finding),
    ...(control ? [standardsNote({ ...control, ...finding })] : []),
  )
}

const EXEMPT_BY = {
  own: 'The bucket is Cooper’s own',
  tag: 'Exempt by the tag cooper:exempt',
  setting: 'Exempt by EXEMPT_BUCKETS',
  undo: 'On hold after an undo',
  settling: 'Cooper waits for the end of the deployment',
  website: 'A fix could break a static website',
  'public-reads': 'A fix could break public reads',
  'shut-out': 'A fix would shut somebody out',
  'log-target': 'A fix would stop the delivery of logs',
} as const

function exemptionOf({ exemption }: FindingDetail): readonly HTMLElement[] {
  if (!exemption) return []
  const { by, until } = exemption
  if (by === 'settling') return [element('p', { class: 'note' }, `${EXEMPT_BY[by]}.`)]
  const end = until ? `last day ${until}, in UTC` : 'no last day'
  return [element('p', { class: 'note' }, `${EXEMPT_BY[by]}; ${end}.`)]
}

const affectedBy = ({ affected = [] }: FindingDetail): readonly HTMLElement[] =>
  affected.length === 0
    ? []
    : [
        element('h4', {}, 'May be affected by the fix'),
        element('ul', {}, ...affected.map((line) => element('li', {}, quoteInline(line)))),
      ]

const counterexampleOf = (parts: RequestDetail) =>
  element(
    'div',
    { class: 'request' },
    element('h4', {}, 'Counterexample: a request that is not denied'),
    element(
      'dl',
      {},
      ...parts.map(([part, value]) =>
        element('div', {}, element('dt', {}, part), element('dd', {}, value)),
      ),
    ),
  )

function standardsNote({ id, standards, page }: Omit<ControlDetail, 'title'>): HTMLElement {
  const known = standards.length === 0 ? '' : `Part of ${standards.join('; ')}. `
  const link = element('a', { href: page, rel: 'noreferrer noopener' }, `AWS's page on ${id}`)
  return element('p', { class: 'note' }, known, link)
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
