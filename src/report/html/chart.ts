import { STATUS_TEXTS, type Status } from '../page/verdict.ts'
import { countOf, figure, percent } from './figures.ts'
import { type Markup, markup } from './markup.ts'
import { applicableOf, type Group, type StatusCounts } from './tally.ts'

export interface Chart {
  readonly id: string
  readonly title: string
  /** The kind of a row, such as `Region`. */
  readonly noun: string
  readonly groups: readonly Group[]
  /** The page's filter for the buckets of a row. */
  readonly filter: string
  readonly titleOf?: (name: string) => string
  /** The statuses that are counted besides compliant. */
  readonly columns: readonly Status[]
}

const MOST_BARS = 10
/** In thousandths: even one bucket of ten thousand must be visible. */
const LEAST_WIDTH = 10

/** Bars and their figures are in one table, so that screen readers read what others see. */
export function chart(facts: Chart): Markup {
  const { id, title, groups, noun } = facts
  const more = groups.slice(MOST_BARS)
  return markup`<section class="chart" aria-labelledby="${id}"><h3 id="${id}">${title}</h3>
${chartTable(facts, groups.slice(0, MOST_BARS), id)}
${
  more.length === 0
    ? []
    : markup`<details><summary>${countOf(more.length, `more ${noun.toLowerCase()}`)}</summary>
${chartTable(facts, more, id)}</details>`
}</section>
`
}

const chartTable = (facts: Chart, groups: readonly Group[], id: string): Markup =>
  markup`<table aria-labelledby="${id}"><thead><tr><th scope="col">${facts.noun}</th><th scope="col" class="number">Compliant</th>
${facts.columns.map(chartHead)}</tr></thead>
<tbody>${groups.map((group) => chartRow(group, facts))}</tbody></table>`

const chartHead = (status: Status) =>
  markup`<th scope="col" class="number ${status}" title="${STATUS_TEXTS[status].word}"><span aria-hidden="true">${STATUS_TEXTS[status].sign}</span><span class="unseen">${STATUS_TEXTS[status].word}</span></th>`

function chartRow({ name, counts }: Group, { filter, titleOf, columns }: Chart): Markup {
  const whole = applicableOf(counts)
  const title = titleOf?.(name)
  const label = markup`<span class="label"><span data-filter="${filter}=${encodeURIComponent(name)}">${name}</span>${title ? markup` <small>${title}</small>` : []}</span>`
  if (whole === 0) {
    return markup`<tr><th scope="row">${label}</th><td class="number muted" colspan="${columns.length + 1}">not enabled</td></tr>
`
  }
  return markup`<tr><th scope="row">${label}${chartBar(counts)}</th><td class="number">${percent(counts.compliant, whole)}</td>${columns.map((status) => cell(counts[status], status))}</tr>
`
}

const cell = (count: number, status: Status) =>
  count === 0
    ? markup`<td class="number muted">0</td>`
    : markup`<td class="number ${status}">${figure(count)}</td>`

const SEGMENTS = [
  ...(['compliant', 'exempt', 'unknown', 'error', 'non-compliant'] as const),
  'not-applicable',
] as const

/** Widths are SVG attributes, because the page's Content Security Policy allows no inline style. */
export function chartBar(counts: StatusCounts): Markup {
  const parts = SEGMENTS.filter((status) => counts[status] > 0)
  const text = parts.map((one) => `${figure(counts[one])} ${STATUS_TEXTS[one].word.toLowerCase()}`)
  const widths = widthsOf(parts.map((status) => counts[status]))
  const rects = parts.map((status, index) => {
    const x = widths.slice(0, index).reduce((sum, width) => sum + width, 0)
    return markup`<rect class="${status}" x="${x.toFixed(2)}" width="${(widths[index] ?? 0).toFixed(2)}" height="1"/>`
  })
  return markup`<svg class="bar" role="img" aria-label="${text.join(', ')}" viewBox="0 0 1000 1" preserveAspectRatio="none">${rects}</svg>`
}

/** Shares of 1000, each of them wide enough to be visible. */
export function widthsOf(counts: readonly number[]): readonly number[] {
  const sum = counts.reduce((one, other) => one + other, 0)
  const spare = 1000 - LEAST_WIDTH * counts.length
  return counts.map((count) => LEAST_WIDTH + (count * spare) / sum)
}
