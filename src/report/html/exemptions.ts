import { CONTROL_IDS } from '../../core/controls/ids.ts'
import type { Row } from '../page/row.ts'
import { compareTexts } from '../page/worse-first.ts'
import { type Markup, markup } from './markup.ts'

/** An exemption with a last day. */
export interface EndingExemption {
  readonly bucket: string
  readonly account: string
  readonly controls: readonly string[]
  /** `2027-01-31`, in UTC. */
  readonly until: string
}

export const MOST_ENDING = 20

/** One item for each day on which exemptions of the bucket end. */
export function endingExemptions([bucket, account, , , detail]: Row): readonly EndingExemption[] {
  const dated = (detail?.findings ?? []).flatMap(({ control, exemption }) =>
    exemption?.until === undefined ? [] : [{ control, until: exemption.until }],
  )
  return [...new Set(dated.map(({ until }) => until))].map((until) => ({
    bucket,
    account,
    controls: dated.filter((one) => one.until === until).map(({ control }) => exemptionId(control)),
    until,
  }))
}

const exemptionId = (place: number) => CONTROL_IDS[place] ?? ''

export const soonestFirst = (one: EndingExemption, other: EndingExemption): number =>
  compareTexts(one.until, other.until) || compareTexts(one.bucket, other.bucket)

export const exemptionsTable = (ending: readonly EndingExemption[]): Markup =>
  markup`<section class="chart" aria-labelledby="ending"><h3 id="ending">Exemptions that end next</h3>
<table aria-labelledby="ending"><thead><tr><th scope="col">Last day, in UTC</th><th scope="col">Bucket</th><th scope="col" class="column-account">Account</th><th scope="col">Controls</th></tr></thead>
<tbody>${ending.map(exemptionRow)}</tbody></table></section>
`

const exemptionRow = ({ bucket, account, controls, until }: EndingExemption) =>
  markup`<tr><td class="day">${until}</td><th scope="row" class="name"><span data-filter="q=${encodeURIComponent(bucket)}">${bucket}</span></th><td class="column-account">${account}</td><td>${controls.map((id) => markup`<span class="control">${id}</span> `)}</td></tr>
`
