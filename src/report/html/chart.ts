import { STATUS_TEXTS, type Status } from '../page/verdict.ts'
import { counted, figure, percent } from './figures.ts'
import { html, type Markup } from './markup.ts'
import { type Counts, type Group, sumOf } from './tally.ts'

export interface Chart {
  readonly id: string
  readonly title: string
  /** What a row stands for: `Region`. */
  readonly noun: string
  readonly groups: readonly Group[]
  /** The filter of the page that shows the buckets of a row. */
  readonly filter: string
  readonly titleOf?: (name: string) => string
  /** What is counted beside the compliant ones. */
  readonly columns: readonly Status[]
}

const MOST_SHOWN = 10
/** In thousandths: one bucket of ten thousand must be seen, too. */
const LEAST_WIDTH = 10

/** Bars and their figures in one table, so that what is seen and what is read out is the same. */
export function chart(facts: Chart): Markup {
  const { id, title, groups, noun } = facts
  const more = groups.slice(MOST_SHOWN)
  return html`<section class="chart" aria-labelledby="${id}"><h3 id="${id}">${title}</h3>
${table(facts, groups.slice(0, MOST_SHOWN), id)}
${
  more.length === 0
    ? []
    : html`<details><summary>${counted(more.length, `more ${noun.toLowerCase()}`)}</summary>
${table(facts, more, id)}</details>`
}</section>
`
}

const table = (facts: Chart, groups: readonly Group[], id: string): Markup =>
  html`<table aria-labelledby="${id}"><thead><tr><th scope="col">${facts.noun}</th><th scope="col" class="number">Compliant</th>
${facts.columns.map(head)}</tr></thead>
<tbody>${groups.map((group) => rowOf(group, facts))}</tbody></table>`

const head = (status: Status) =>
  html`<th scope="col" class="number ${status}" title="${STATUS_TEXTS[status].word}"><span aria-hidden="true">${STATUS_TEXTS[status].sign}</span><span class="unseen">${STATUS_TEXTS[status].word}</span></th>`

function rowOf({ name, counts }: Group, { filter, titleOf, columns }: Chart): Markup {
  const whole = sumOf(counts)
  const title = titleOf?.(name)
  const label = html`<span class="label"><span data-filter="${filter}=${encodeURIComponent(name)}">${name}</span>${title ? html` <small>${title}</small>` : []}</span>`
  if (whole === 0) {
    return html`<tr><th scope="row">${label}</th><td class="number muted" colspan="${columns.length + 1}">not asked for</td></tr>
`
  }
  return html`<tr><th scope="row">${label}${bar(counts)}</th><td class="number">${percent(counts.compliant, whole)}</td>${columns.map((status) => cell(counts[status], status))}</tr>
`
}

const cell = (count: number, status: Status) =>
  count === 0
    ? html`<td class="number muted">0</td>`
    : html`<td class="number ${status}">${figure(count)}</td>`

const SEGMENTS = ['compliant', 'exempt', 'unknown', 'error', 'non-compliant'] as const

/** Widths are attributes of SVG: the page's own policy lets no inline style through. */
export function bar(counts: Counts): Markup {
  const parts = SEGMENTS.filter((status) => counts[status] > 0)
  const text = parts.map((one) => `${figure(counts[one])} ${STATUS_TEXTS[one].word.toLowerCase()}`)
  const widths = widthsOf(parts.map((status) => counts[status]))
  const rects = parts.map((status, index) => {
    const x = widths.slice(0, index).reduce((sum, width) => sum + width, 0)
    return html`<rect class="${status}" x="${x.toFixed(2)}" width="${(widths[index] ?? 0).toFixed(2)}" height="1"/>`
  })
  return html`<svg class="bar" role="img" aria-label="${text.join(', ')}" viewBox="0 0 1000 1" preserveAspectRatio="none">${rects}</svg>`
}

/** Shares of 1000, none of them too narrow to be seen. */
export function widthsOf(counts: readonly number[]): readonly number[] {
  const sum = counts.reduce((one, other) => one + other, 0)
  const spare = 1000 - LEAST_WIDTH * counts.length
  return counts.map((count) => LEAST_WIDTH + (count * spare) / sum)
}
