import { locateBucket } from '../../aws/s3/locate-bucket.ts'
import { headObject, listObjects } from '../../aws/s3/object-calls.ts'
import { lastKey, readObject } from '../../aws/s3/read-object.ts'
import type { Bucket } from '../../core/bucket.ts'
import { accountsText } from '../../core/check/check-summary.ts'
import type { BucketObjects } from '../../core/objects/bucket-objects.ts'
import { EXPECTS_CLIENT_SIDE, type ObjectRequirement } from '../../core/objects/shortfall.ts'
import { inspectBucket } from '../../objects/inspect-bucket.ts'
import { bucketOfInventory, parseManifest, readInventory } from '../../objects/inventory.ts'
import { eachMember } from '../options/each-member.ts'
import { openSelections, type Selection } from '../options/selection.ts'
import { printNotes } from '../options/settings-options.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { codeOfReader, interruptible } from '../terminal/interruption.ts'
import { jitteredWait } from '../terminal/jittered-wait.ts'
import { type Progress, startProgress } from '../terminal/progress.ts'
import type { ObjectAddress, ObjectsOptions } from './objects-options.ts'
import { openObjectsOutput } from './objects-output.ts'

/** Counts the objects of all selected buckets, one bucket after another in each account. */
export async function objectsOnAccount(
  names: readonly string[],
  options: ObjectsOptions,
): Promise<ExitCode> {
  const selections = await openSelections(names, options)
  printNotes(selections.asked.notes)
  const where = selections.regions.length > 0 ? selections.regions.join(', ') : 'all regions'
  const accounts = accountsText(selections.all.map(({ account }) => account))
  const output = await openObjectsOutput(options, { scope: `${accounts}, ${where}` })
  const signal = interruptible()
  let isFailed = false
  const progress = showProgress()
  const left = await eachMember(selections, async (selection) => {
    for await (const bucket of selection.source.buckets(() => undefined)) {
      if (signal.aborted) break
      const found = await countObjects(bucket, selection, options, { signal, progress })
      isFailed ||= hasShortfall(found)
      await output.add(found)
    }
  })
  progress?.stop()
  await output.end(!signal.aborted && left.length === 0)
  const code = isFailed || left.length > 0 ? EXIT.findings : EXIT.well
  return signal.aborted ? codeOfReader(code) : code
}

interface Running {
  readonly signal: AbortSignal
  readonly progress: Progress | undefined
}

// Results and a progress bar would overwrite each other on a terminal.
const showProgress = (): Progress | undefined =>
  process.stdout.isTTY ? undefined : startProgress(process.stderr, 'objects')

const hasShortfall = ({ short, classes }: BucketObjects): boolean =>
  short > 0 || classes.some(({ encryption }) => encryption === 'unknown')

async function countObjects(
  bucket: Bucket,
  selection: Selection,
  options: ObjectsOptions,
  { signal, progress }: Running,
): Promise<BucketObjects> {
  const { client } = selection.s3(bucket.region)
  const requirement = await requirementOf(bucket, selection, options)
  const { prefix, all, inventory, versions = false } = options
  if (inventory) return countInventory(bucket, selection, inventory, { requirement, versions })
  return inspectBucket(
    bucket,
    { requirement, ...(!all && { sample: options.sample }) },
    {
      pages: () => listObjects(client, bucket, { prefix, versions }),
      head: (object) => headObject(client, bucket, object),
      random: Math.random,
      wait: jitteredWait,
      progress: () => progress?.tick(),
      ...{ pace: selection.pace, signal },
    },
  )
}

async function requirementOf(
  bucket: Bucket,
  { s3, asked }: Selection,
  { clientSide }: ObjectsOptions,
): Promise<ObjectRequirement> {
  const expects = async () => {
    const tags = await s3(bucket.region).calls.readTags(bucket)
    return tags.known && tags.value[EXPECTS_CLIENT_SIDE.tag] === EXPECTS_CLIENT_SIDE.value
  }
  const expectsClientSide = clientSide === 'expect' || (await expects())
  return { settings: asked.settings, place: bucket, expectsClientSide }
}

async function countInventory(
  bucket: Bucket,
  { s3, caller }: Selection,
  { bucket: holder, key }: ObjectAddress,
  asked: Parameters<typeof readInventory>[2],
): Promise<BucketObjects> {
  const home = s3(caller.region).client
  const { client } = s3((await locateBucket(home, holder)) ?? caller.region)
  const found = key.endsWith(MANIFEST)
    ? key
    : await lastKey(client, holder, { prefix: key, suffix: `/${MANIFEST}` })
  if (found === undefined) {
    throw new Error(`Cannot find a ${MANIFEST} of an inventory below s3://${holder}/${key}`)
  }
  const name = `s3://${holder}/${found}`
  const manifest = parseManifest(await textOf(await readObject(client, holder, found)), name)
  if (manifest.sourceBucket !== bucket.name) {
    throw new Error(
      `Cannot use the inventory "${name}": it is of bucket "${manifest.sourceBucket}"`,
    )
  }
  const files = bucketOfInventory(manifest)
  return readInventory(bucket, manifest, asked, (file) => readObject(client, files, file))
}

const MANIFEST = 'manifest.json'

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
