import { printableJson } from '../../core/printable.ts'
import type { BucketImpact } from '../../impact/bucket-impact.ts'
import { impactPage } from '../../report/impact/impact-page.ts'
import { openSink } from '../terminal/sink.ts'
import { writeOut } from '../terminal/standard-output.ts'
import { version } from '../terminal/version.ts'
import { impactLines } from './impact-lines.ts'
import type { ImpactOptions } from './impact-options.ts'

export interface ImpactOutput {
  /** `account`: that of the bucket, where it is known. */
  readonly add: (found: BucketImpact, account?: string) => Promise<void>
  readonly end: (isComplete: boolean) => Promise<void>
}

/** The requested outputs as one. Files are opened first, so that a wrong path is reported before anything is read. */
export async function openImpactOutput(
  { json, html }: Pick<ImpactOptions, 'json' | 'html'>,
  { scope }: { readonly scope: string },
): Promise<ImpactOutput> {
  const sink = html === undefined ? undefined : await openSink(html)
  const page = sink && impactPage(sink.write, { generatedAt: new Date(), scope, version })
  return {
    async add({ bucket, ...more }, account) {
      const found = { bucket, ...(account && { account }), ...more }
      if (json) await writeOut(`${printableJson(found)}\n`)
      else if (html !== '-') await writeOut(`${impactLines(found).join('\n')}\n`)
      await page?.add(found)
    },
    async end(isComplete) {
      await page?.end(isComplete)
      await sink?.close()
    },
  }
}
