import { style } from '#report-page'
import type { Impact } from '../../core/impact/impact.ts'
import { printable } from '../../core/printable.ts'
import { countOf } from '../html/figures.ts'
import { type Markup, markup } from '../html/markup.ts'
import { type PageFacts, pageHead, sha256Source } from '../html/page-frame.ts'
import type { Write } from '../output.ts'
import { clientTable } from './client-table.ts'
import { dayChart } from './day-chart.ts'

export interface BucketSection extends Impact {
  readonly bucket: string
  readonly logs: { readonly note?: string }
}

export interface ImpactPage {
  /** Adds a section for a bucket. */
  readonly add: (found: BucketSection) => Promise<void>
  /** `isComplete`: whether all buckets were judged. */
  readonly end: (isComplete: boolean) => Promise<void>
}

/** A page for a browser in a single file, which loads nothing and runs no script: a section for each bucket. */
export function impactPage(write: Write, facts: PageFacts): ImpactPage {
  let isBegun = false
  const begin = async () => {
    if (!isBegun) await write(beginning(facts).markup)
    isBegun = true
  }
  return {
    async add(found) {
      await begin()
      await write(section(found).markup)
    },
    async end(isComplete) {
      await begin()
      if (!isComplete) await write(BROKEN_OFF.markup)
      await write('</main>\n</body>\n</html>\n')
    },
  }
}

const BROKEN_OFF = markup`<p class="incomplete" role="alert">The command ended before all buckets were judged.</p>
`

const beginning = (facts: PageFacts): Markup =>
  markup`${pageHead(facts, {
    policy: `default-src 'none'; style-src ${sha256Source(style())}; base-uri 'none'; form-action 'none'`,
    title: 'Cooper: who would be denied',
    heading: 'Who would be denied',
  })}<main id="buckets">
`

function section(found: BucketSection): Markup {
  const { bucket, requests, denied, maybe, website, failed, days, logs } = found
  const id = `bucket-${encodeURIComponent(bucket)}`
  return markup`<section aria-labelledby="${id}"><h2 id="${id}">${bucket}</h2>
<p>${countOf(requests, 'request')}: ${countOf(denied.requests, 'request')} would be denied, and ${countOf(maybe.requests, 'request')} may be.</p>
${noteOf(logs.note)}${countNote(website, 'to the website endpoint, which speaks plain HTTP only')}${countNote(failed, 'failed as it is')}${days.length > 0 ? dayChart(bucket, days) : []}
${clientTable('Denied', denied)}
${clientTable('May be denied', maybe)}
</section>
`
}

const noteOf = (note: string | undefined) =>
  note === undefined ? [] : markup`<p class="note">${printable(note, 600)}</p>\n`

const countNote = (count: number, what: string) =>
  count === 0 ? [] : markup`<p class="note">${countOf(count, 'request')} ${what}: not judged.</p>\n`
