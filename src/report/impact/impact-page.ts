import type { Impact } from '../../core/impact/impact.ts'
import { printable } from '../../core/printable.ts'
import { countOf } from '../html/figures.ts'
import { type Markup, markup } from '../html/markup.ts'
import type { PageFacts } from '../html/page-frame.ts'
import { type StaticPage, staticPage } from '../html/static-page.ts'
import type { Write } from '../output.ts'
import { clientTable } from './client-table.ts'
import { dayChart } from './day-chart.ts'

export interface BucketSection extends Impact {
  readonly bucket: string
  readonly logs: { readonly note?: string }
}

/** A section for each bucket, with the clients that would be denied. */
export const impactPage = (write: Write, facts: PageFacts): StaticPage<BucketSection> =>
  staticPage(write, facts, {
    title: 'Cooper: who would be denied',
    heading: 'Who would be denied',
    incomplete: 'The command ended before all buckets were judged.',
    section,
  })

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
