import { style } from '#report-page'
import type { BucketObjects } from '../../core/objects/bucket-objects.ts'
import type { ClassCount } from '../../core/objects/tally.ts'
import { printable, visible } from '../../core/printable.ts'
import { type Markup, markup } from '../html/markup.ts'
import { type PageFacts, pageHead, sha256Source } from '../html/page-frame.ts'
import type { Write } from '../output.ts'
import { bytesText, countText, describeClass, SHORTFALLS } from './object-words.ts'
import { objectsSentence } from './objects-lines.ts'

/** A page for a browser in a single file, which loads nothing and runs no script: a section for each bucket. */
export function objectsPage(write: Write, facts: PageFacts) {
  let isBegun = false
  const begin = async () => {
    if (!isBegun) await write(beginning(facts).markup)
    isBegun = true
  }
  return {
    async add(found: BucketObjects) {
      await begin()
      await write(section(found).markup)
    },
    async end(isComplete: boolean) {
      await begin()
      if (!isComplete) await write(BROKEN_OFF.markup)
      await write('</main>\n</body>\n</html>\n')
    },
  }
}

const BROKEN_OFF = markup`<p class="incomplete" role="alert">The command ended before all objects were counted.</p>
`

const beginning = (facts: PageFacts): Markup =>
  markup`${pageHead(facts, {
    policy: `default-src 'none'; style-src ${sha256Source(style())}; base-uri 'none'; form-action 'none'`,
    title: 'Cooper: what is stored',
    heading: 'What is stored, by encryption',
  })}<main id="buckets">
`

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
