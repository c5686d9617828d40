import { styleText } from 'node:util'
import type { BucketObjects } from '../../core/objects/bucket-objects.ts'
import { printableJson } from '../../core/printable.ts'
import { objectsCsv } from '../../report/objects/objects-csv.ts'
import { objectsLines } from '../../report/objects/objects-lines.ts'
import { objectsPage } from '../../report/objects/objects-page.ts'
import type { Write } from '../../report/output.ts'
import { openSink } from '../terminal/sink.ts'
import { version } from '../terminal/version.ts'
import type { ObjectsOptions } from './objects-options.ts'

type OutputOptions = Pick<ObjectsOptions, 'json' | 'csv' | 'html'>

export interface ObjectsOutput {
  readonly add: (found: BucketObjects) => Promise<void>
  readonly end: (isComplete: boolean) => Promise<void>
}

interface RequestedOutput {
  readonly file: string
  readonly open: (write: Write, scope: string) => ObjectsOutput
}

const requested = ({ json, csv, html }: OutputOptions): readonly RequestedOutput[] => [
  ...(json ? [{ file: '-', open: eachWith((found) => `${printableJson(found)}\n`) }] : []),
  ...(csv === undefined ? [] : [{ file: csv, open: objectsCsv }]),
  ...(html === undefined ? [] : [{ file: html, open: openPage }]),
]

const eachWith =
  (textOf: (found: BucketObjects) => string) =>
  (write: Write): ObjectsOutput => ({
    add: (found) => write(textOf(found)),
    end: async () => {},
  })

const TABLE: RequestedOutput = {
  file: '-',
  open: eachWith(
    (found) => `${objectsLines(found, (format, text) => styleText(format, text)).join('\n')}\n`,
  ),
}

const openPage = (write: Write, scope: string) =>
  objectsPage(write, { generatedAt: new Date(), scope, version })

/** How many outputs go to standard output. With none, the table goes there. */
export const objectOutputsOnStdout = (options: OutputOptions): number =>
  requested(options).filter(({ file }) => file === '-').length

/** All outputs as one. Files are opened first, so that a wrong path is reported before anything is read. */
export async function openObjectsOutput(
  options: OutputOptions,
  { scope }: { readonly scope: string },
): Promise<ObjectsOutput> {
  const wanted =
    objectOutputsOnStdout(options) > 0 ? requested(options) : [...requested(options), TABLE]
  const opened = await Promise.all(
    wanted.map(async ({ file, open }) => {
      const sink = await openSink(file)
      return { sink, output: open(sink.write, scope) }
    }),
  )
  return {
    async add(found) {
      for (const { output } of opened) await output.add(found)
    },
    async end(isComplete) {
      for (const { sink, output } of opened) {
        await output.end(isComplete)
        await sink.close()
      }
    },
  }
}
