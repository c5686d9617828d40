import { CONTROLS } from '../core/controls/all.ts'
import { chart, chartBar } from './html/chart.ts'
import { type EndingExemption, exemptionsTable } from './html/exemptions.ts'
import { countOf, figure, percent } from './html/figures.ts'
import { type Markup, markup } from './html/markup.ts'
import { applicableOf, type ReportTally, type StatusCounts, sumOf } from './html/tally.ts'
import { isNotCompliant } from './page/status-of.ts'
import { STATUS_TEXTS, STATUSES, type Status } from './page/verdict.ts'
import { changesText } from './table-lines.ts'

/** The figures, as text and bars that need no script. */
export const summary = (tally: ReportTally, ending: readonly EndingExemption[]): Markup =>
  markup`<section class="summary" aria-labelledby="summary"><h2 id="summary">Summary</h2>
${headline(tally)}
${changesLine(tally)}${sumOf(tally.total().counts) === 0 ? [] : charts(tally, ending)}
</section>
`

function changesLine(tally: ReportTally): Markup | readonly Markup[] {
  const changes = tally.changes()
  return changes
    ? markup`<p class="changes">${changesText(changes)}.</p>
`
    : []
}

function headline(tally: ReportTally): Markup {
  const { counts } = tally.total()
  const whole = sumOf(counts)
  if (whole === 0) return markup`<p class="headline">This check found no buckets.</p>`
  return markup`<p class="headline">${sentenceOn(counts.compliant, applicableOf(counts))}</p>
${chartBar(counts)}
<ul class="tiles">${STATUSES.filter(isShownIn(counts)).map((status) => markup`<li class="${counts[status] === 0 ? 'none' : status}"><span class="word"><span aria-hidden="true">${STATUS_TEXTS[status].sign}</span> <span data-filter="status=${status}">${STATUS_TEXTS[status].word}</span></span> <b>${figure(counts[status])}</b></li>`)}</ul>
`
}

/** A tile for buckets that no control applies to would nearly always be zero. */
const isShownIn = (counts: StatusCounts) => (status: Status) =>
  status !== 'not-applicable' || counts[status] > 0

function sentenceOn(well: number, whole: number): string {
  if (whole === 0) return 'The settings ask for nothing of the checked controls.'
  if (whole === 1) return `The one bucket is ${well === 1 ? '' : 'not '}compliant.`
  if (well === whole) return `All ${figure(whole)} buckets are compliant.`
  const verb = well === 1 ? 'is' : 'are'
  return `${figure(well)} of ${countOf(whole, 'bucket')} ${verb} compliant: ${percent(well, whole)}.`
}

const NOT_COMPLIANT_STATUSES = STATUSES.filter(isNotCompliant)

const charts = (tally: ReportTally, ending: readonly EndingExemption[]): Markup =>
  markup`<div class="charts">${[
    chart({
      id: 'by-control',
      title: 'By control',
      noun: 'Control',
      groups: tally.controls(),
      filter: 'control',
      columns: ['non-compliant', 'unknown', 'exempt'],
      titleOf: (name) => CONTROLS.find(({ id }) => id === name)?.title ?? '',
    }),
    chart({
      id: 'by-region',
      title: 'By region',
      noun: 'Region',
      groups: tally.regions(),
      filter: 'region',
      columns: NOT_COMPLIANT_STATUSES,
    }),
    chart({
      id: 'by-account',
      title: 'By account',
      noun: 'Account',
      groups: tally.accounts(),
      filter: 'account',
      columns: NOT_COMPLIANT_STATUSES,
    }),
    ...(ending.length === 0 ? [] : [exemptionsTable(ending)]),
  ]}</div>`
