import { style } from '#report-page'
import type { Write } from '../output.ts'
import { type Markup, markup } from './markup.ts'
import { type PageFacts, pageHead, sha256Source } from './page-frame.ts'

export interface StaticPage<T> {
  readonly add: (item: T) => Promise<void>
  /** `isComplete`: whether nothing is missing. */
  readonly end: (isComplete: boolean) => Promise<void>
}

interface StaticPageParts<T> {
  /** Of the window, before the time and the scope. */
  readonly title: string
  readonly heading: string
  /** A sentence for the reader, if the command ended early. */
  readonly incomplete: string
  readonly section: (item: T) => Markup
}

/** A page for a browser in a single file, which loads nothing and runs no script: a section for each item. */
export function staticPage<T>(
  write: Write,
  facts: PageFacts,
  { title, heading, incomplete, section }: StaticPageParts<T>,
): StaticPage<T> {
  const policy = `default-src 'none'; style-src ${sha256Source(style())}; base-uri 'none'; form-action 'none'`
  let isBegun = false
  const begin = async () => {
    if (isBegun) return
    isBegun = true
    await write(
      markup`${pageHead(facts, { policy, title, heading })}<main id="buckets">
`.markup,
    )
  }
  return {
    async add(item) {
      await begin()
      await write(section(item).markup)
    },
    async end(isComplete) {
      await begin()
      if (!isComplete) {
        await write(
          markup`<p class="incomplete" role="alert">${incomplete}</p>
`.markup,
        )
      }
      await write('</main>\n</body>\n</html>\n')
    },
  }
}
