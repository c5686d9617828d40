import { CONTROL_IDS } from '../../core/controls/ids.ts'
import type { Row } from '../page/row.ts'
import { statusOf } from '../page/status-of.ts'
import { rowVerdict, STATUS_TEXTS } from '../page/verdict.ts'
import { figure } from './figures.ts'
import { type Markup, markup } from './markup.ts'

export const MOST_WORST = 100

interface Numbers {
  /** Of all buckets, those that are not compliant. */
  readonly wanting: number
  readonly all: number
}

/** What is read without the page's script, which puts the whole table in its place. */
export const worstBuckets = (worst: readonly Row[], { wanting, all }: Numbers): Markup =>
  markup`<section id="buckets" aria-labelledby="buckets-title"><h2 id="buckets-title">Buckets</h2>
${worst.length === 0 ? markup`<p>${all === 0 ? 'There is none.' : 'None of them falls short.'}</p>` : tableOf(worst, wanting)}
</section>
`

const tableOf = (worst: readonly Row[], wanting: number): Markup =>
  markup`<p>${worst.length < wanting ? `The worst ${worst.length} of the ${figure(wanting)} that are not compliant. All of them are in this file: a browser with JavaScript shows, filters and sorts them.` : 'All that are not compliant, the worst first.'}</p>
<table class="buckets plain" aria-labelledby="buckets-title"><thead><tr><th scope="col">Status</th><th scope="col">Bucket</th><th scope="col">Account</th><th scope="col">Region</th><th scope="col">Why</th></tr></thead>
<tbody>${worst.map(worstBucketRow)}</tbody></table>`

function worstBucketRow(row: Row): Markup {
  const [name, account, region] = row
  const status = statusOf(row)
  const { sign, word } = STATUS_TEXTS[status]
  return markup`<tr><td class="status ${status}"><span aria-hidden="true">${sign}</span> ${word}</td><th scope="row" class="name">${name}</th><td class="place">${account}</td><td class="place">${region}</td><td>${reasonsOf(row)}</td></tr>
`
}

function reasonsOf([, , , verdicts, detail]: Row): Markup {
  if (detail?.error !== undefined) return markup`<p class="quote">${detail.error}</p>`
  const short = (detail?.findings ?? []).filter(
    ({ control }) => rowVerdict(verdicts[control]) !== 'compliant',
  )
  return markup`${short.map(
    ({ control, reason }) =>
      markup`<p><b>${CONTROL_IDS[control] ?? ''}</b> <span class="quote">${reason}</span></p>`,
  )}`
}
