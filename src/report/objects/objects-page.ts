import type { BucketObjects } from '../../core/objects/bucket-objects.ts'
import type { ClassCount } from '../../core/objects/tally.ts'
import { printable, visible } from '../../core/printable.ts'
import { type Markup, markup } from '../html/markup.ts'
import type { PageFacts } from '../html/page-frame.ts'
import { type StaticPage, staticPage } from '../html/static-page.ts'
import type { Write } from '../output.ts'
import { bytesText, countText, describeClass, SHORTFALLS } from './object-words.ts'
import { objectsSentence } from './objects-lines.ts'

/** A section for each bucket, with its objects by encryption. */
export const objectsPage = (write: Write, facts: PageFacts): StaticPage<BucketObjects> =>
  staticPage(write, facts, {
    title: 'Cooper: what is stored',
    heading: 'What is stored, by encryption',
    incomplete: 'The command ended before all objects were counted.',
    section,
  })

function section(found: BucketObjects): Markup {
  const { bucket, classes, notes } = found
  const id = `bucket-${encodeURIComponent(bucket.name)}`
  return markup`<section aria-labelledby="${id}"><h2 id="${id}">${bucket.name}</h2>
<p>${objectsSentence(found)}.</p>
${notes.map((note) => markup`<p class="note">${printable(note, 600)}</p>\n`)}${classes.length === 0 ? [] : table(classes)}
</section>
`
}

const table = (classes: readonly ClassCount[]): Markup =>
  markup`<table class="buckets plain"><caption>Objects by encryption</caption>
<thead><tr><th scope="col" class="number">Objects</th><th scope="col" class="number">Inspected</th><th scope="col">Encryption</th><th scope="col">Settings</th><th scope="col">Such as</th></tr></thead>
<tbody>${classes.map(classRow)}</tbody></table>`

const classRow = (one: ClassCount): Markup =>
  markup`<tr><td class="number">${countText(one.objects, one.range)}</td><td class="number">${bytesText(one.bytes)}</td><th scope="row">${describeClass(one)}</th><td>${one.shortfall ? SHORTFALLS[one.shortfall] : 'met'}</td><td class="quote">${one.shortfall ? visible(one.examples[0] ?? '', 300) : ''}</td></tr>
`
