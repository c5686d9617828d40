import { CONTROL_IDS } from '../core/controls/ids.ts'
import { html, type Markup } from './markup.ts'
import type { Row } from './page/row.ts'
import { compareTexts } from './page/worse-first.ts'

/** An exemption that has a last day. */
export interface EndingExemption {
  readonly bucket: string
  readonly account: string
  readonly control: string
  /** `2027-01-31`, in UTC. */
  readonly until: string
}

export const MOST_ENDING = 20

export const endingExemptions = ([bucket, account, , , detail]: Row): readonly EndingExemption[] =>
  (detail?.findings ?? []).flatMap(({ control, exemption }) =>
    exemption?.until === undefined
      ? []
      : [{ bucket, account, control: CONTROL_IDS[control] ?? '', until: exemption.until }],
  )

export const soonestFirst = (one: EndingExemption, other: EndingExemption): number =>
  compareTexts(one.until, other.until) || compareTexts(one.bucket, other.bucket)

export const exemptionsTable = (ending: readonly EndingExemption[]): Markup =>
  html`<section class="chart wide" aria-labelledby="ending"><h3 id="ending">Exemptions that end next</h3>
<table aria-labelledby="ending"><thead><tr><th scope="col">Last day, in UTC</th><th scope="col">Bucket</th><th scope="col">Account</th><th scope="col">Control</th></tr></thead>
<tbody>${ending.map(
    ({ bucket, account, control, until }) =>
      html`<tr><td class="day">${until}</td><th scope="row" class="name"><span data-filter="q=${encodeURIComponent(bucket)}">${bucket}</span></th><td>${account}</td><td>${control}</td></tr>
`,
  )}</tbody></table></section>
`
