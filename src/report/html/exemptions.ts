import { CONTROL_IDS } from '../../core/controls/ids.ts'
import type { Row } from '../page/row.ts'
import { compareTexts } from '../page/worse-first.ts'
import { html, type Markup } from './markup.ts'

/** An exemption that has a last day. */
export interface EndingExemption {
  readonly bucket: string
  readonly account: string
  readonly controls: readonly string[]
  /** `2027-01-31`, in UTC. */
  readonly until: string
}

export const MOST_ENDING = 20

/** One for each day on which exemptions of the bucket end. */
export function endingExemptions([bucket, account, , , detail]: Row): readonly EndingExemption[] {
  const dated = (detail?.findings ?? []).flatMap(({ control, exemption }) =>
    exemption?.until === undefined ? [] : [{ control, until: exemption.until }],
  )
  return [...new Set(dated.map(({ until }) => until))].map((until) => ({
    bucket,
    account,
    controls: dated.filter((one) => one.until === until).map(({ control }) => idOf(control)),
    until,
  }))
}

const idOf = (place: number) => CONTROL_IDS[place] ?? ''

export const soonestFirst = (one: EndingExemption, other: EndingExemption): number =>
  compareTexts(one.until, other.until) || compareTexts(one.bucket, other.bucket)

export const exemptionsTable = (ending: readonly EndingExemption[]): Markup =>
  html`<section class="chart" aria-labelledby="ending"><h3 id="ending">Exemptions that end next</h3>
<table aria-labelledby="ending"><thead><tr><th scope="col">Last day, in UTC</th><th scope="col">Bucket</th><th scope="col" class="column-account">Account</th><th scope="col">Controls</th></tr></thead>
<tbody>${ending.map(rowOf)}</tbody></table></section>
`

const rowOf = ({ bucket, account, controls, until }: EndingExemption) =>
  html`<tr><td class="day">${until}</td><th scope="row" class="name"><span data-filter="q=${encodeURIComponent(bucket)}">${bucket}</span></th><td class="column-account">${account}</td><td>${controls.map((id) => html`<span class="control">${id}</span> `)}</td></tr>
`
