import { callJson } from '../../aws/json-call.ts'
import { readKeyPolicy } from '../../aws/key-policy.ts'
import { headObject, listObjects } from '../../aws/s3/object-calls.ts'
import { readPosture } from '../../check/read-bucket.ts'
import { type KeyReaders, keyReadersOf } from '../../core/assessment/users/key-readers.ts'
import type { UpdateScope } from '../../core/reencryption/decide-update.ts'
import { describeTarget, targetOf } from '../../core/reencryption/target.ts'
import { countOf, obstacleLines, readerLines } from '../../core/reencryption/update-lines.ts'
import { type CollectedUpdates, collectUpdates } from '../../objects/reencrypt/collect-updates.ts'
import { NO_JOURNAL } from '../history/history.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { interruptible } from '../terminal/interruption.ts'
import { startProgress } from '../terminal/progress.ts'
import { openPlace, type ReencryptPlace } from './open-place.ts'
import type { ReencryptOptions } from './reencrypt-options.ts'
import { createTeller } from './teller.ts'
import { updateByJob } from './update-by-job.ts'
import { updateDirectly } from './update-directly.ts'

/** Brings the objects of a bucket to its default encryption, or to a key: one by one, or by a job where there are many. */
export async function reencryptBucket(name: string, options: ReencryptOptions): Promise<ExitCode> {
  const interruption = interruptible(FINISHING)
  const place = await openPlace(name, options)
  try {
    if (!options.dryRun && place.journal === undefined) throw new Error(NO_JOURNAL)
    const { scope, readers, notes } = await look(place, options)
    const teller = createTeller(options, { bucket: name, target: scope.target })
    await teller.say([`Re-encrypt objects of ${name} to ${describeTarget(scope.target)}`])
    const collected = await collect(place, scope, options, interruption)
    if (interruption.aborted) return await teller.end({ updated: 0 }, EXIT.interrupted)
    await teller.say([
      ...(collected.meets > 0 ? [`Encrypted like that already: ${countOf(collected.meets)}.`] : []),
      ...(collected.notAsked > 0 ? [`Left out by --from: ${countOf(collected.notAsked)}.`] : []),
      ...(collected.obstacles.length > 0
        ? ['S3 cannot update these in place, so they stay as they are:']
        : []),
      ...obstacleLines(collected.obstacles),
      ...notes,
      ...readerLines('Cannot read the objects afterwards', readers.shutOut),
      ...readerLines('May be affected', readers.inNeed),
    ])
    const task = { place, scope, collected, readers, options, teller, interruption }
    const isMany = collected.hasMore || options.direct === 0
    return isMany ? await updateByJob(task) : await updateDirectly(task)
  } finally {
    place.close()
  }
}

const FINISHING = 'Finishing the objects that are under way. Press Ctrl-C again to stop at once.'

async function look(
  { bucket, calls }: ReencryptPlace,
  { key, from, prefix }: ReencryptOptions,
): Promise<{ scope: UpdateScope; readers: KeyReaders; notes: readonly string[] }> {
  const posture = await readPosture(bucket, calls)
  if (!posture) throw new Error(`Cannot re-encrypt: there is no bucket "${bucket.name}"`)
  const { encryption, policy } = posture
  if (!encryption.known) throw new Error(`Cannot re-encrypt: ${encryption.reason}`)
  const target = targetOf(encryption.value, key, bucket)
  if (typeof target === 'string') throw new Error(`Cannot re-encrypt ${bucket.name}: ${target}`)
  const keyPolicy = await readKeyPolicy(target.keyArn, process.env, callJson)
  const rules = policy.known ? policy.value : undefined
  return {
    scope: { target, from, prefix },
    readers: keyReadersOf(rules, bucket, target.keyArn, keyPolicy),
    notes: [
      ...(policy.known ? [] : [`Who reads the objects is not known: ${policy.reason}`]),
      ...(keyPolicy.known ? [] : ['The policy of the key could not be read.']),
    ],
  }
}

async function collect(
  { client, bucket, pace }: ReencryptPlace,
  scope: UpdateScope,
  { direct }: ReencryptOptions,
  signal: AbortSignal,
): Promise<CollectedUpdates> {
  const progress = startProgress(process.stderr, 'objects')
  try {
    return await collectUpdates(scope, direct, {
      pages: () => listObjects(client, bucket, { prefix: scope.prefix, versions: true }),
      head: (object) => headObject(client, bucket, object),
      now: () => new Date(),
      progress: () => progress.tick(),
      ...{ pace, signal },
    })
  } finally {
    progress.stop()
  }
}
