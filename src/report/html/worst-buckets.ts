import { CONTROL_IDS } from '../../core/controls/ids.ts'
import type { Row } from '../page/row.ts'
import { statusOf } from '../page/status-of.ts'
import { rowVerdict, STATUS_TEXTS } from '../page/verdict.ts'
import { figure } from './figures.ts'
import { type Markup, markup } from './markup.ts'

export const MOST_WORST = 100

interface Numbers {
  /** How many buckets are not compliant. */
  readonly notCompliant: number
  readonly all: number
}

/** Is shown if the browser runs no script. The page's script replaces it with the complete table. */
export const worstBuckets = (worst: readonly Row[], { notCompliant, all }: Numbers): Markup =>
  markup`<section id="buckets" aria-labelledby="buckets-title"><h2 id="buckets-title">Buckets</h2>
${worst.length === 0 ? markup`<p>${all === 0 ? 'There are no buckets.' : 'All buckets are compliant.'}</p>` : tableOf(worst, notCompliant)}
</section>
`

const tableOf = (worst: readonly Row[], notCompliant: number): Markup =>
  markup`<p>${worst.length < notCompliant ? `The worst ${worst.length} of the ${figure(notCompliant)} buckets that are not compliant. This file contains all of them: with JavaScript, a browser shows, filters and sorts them.` : 'All buckets that are not compliant, the worst first.'}</p>
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
  const notCompliant = (detail?.findings ?? []).filter(
    ({ control }) => rowVerdict(verdicts[control]) !== 'compliant',
  )
  return markup`${notCompliant.map(
    ({ control, reason }) =>
      markup`<p><b>${CONTROL_IDS[control] ?? ''}</b> <span class="quote">${reason}</span></p>`,
  )}`
}
