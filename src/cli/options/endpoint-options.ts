import type { Command } from 'commander'
import { plainHttpEndpoint } from '../../aws/s3/plain-http.ts'
import { createS3Client } from '../../aws/s3/s3-client.ts'
import type { Bucket } from '../../core/bucket.ts'
import { examineTls } from '../../core/explain/examine-tls.ts'
import type { UndoPlan } from '../../core/journal/plan-undo.ts'
import { parsePolicy } from '../../core/policy/parsing/parse.ts'
import { visible } from '../../core/printable.ts'
import type { Settings } from '../../core/settings.ts'
import { isStepOn, type RestoreStep } from '../../core/step.ts'

/** Options of the commands that write through any endpoint. */
export interface EndpointOptions {
  readonly insecureEndpoint?: true
  readonly dryRun?: true
}

export const addEndpointOption = (command: Command): Command =>
  command.option(
    '--insecure-endpoint',
    'write through a plain-HTTP endpoint too, even if it cannot reach the bucket afterwards',
  )

/** Throws if the fix of `tls-only` would deny the command's own further requests. A dry run only says so. */
export async function refusePlainHttp(
  settings: TlsSettings,
  region: string,
  options: EndpointOptions,
): Promise<void> {
  if (requiresTls(settings)) await refuseDeniedEndpoint(BY_FIX, region, options)
}

type TlsSettings = Pick<Settings, 'controls' | 'modes'>

/** Whether a fix with these settings denies plain HTTP. */
export const requiresTls = ({ controls, modes }: TlsSettings): boolean =>
  controls.includes('tls-only') && modes['tls-only'] !== 'report'

const BY_FIX = {
  cause: 'the fix of tls-only denies',
  remedy: 'Use an HTTPS endpoint, leave tls-only out of CONTROLS, or add --insecure-endpoint',
}

/** Throws if the restore of a policy would deny the command's own further requests. A dry run only says so. */
export async function refusePlainHttpOfUndo(
  { steps }: Pick<UndoPlan, 'steps'>,
  bucket: Bucket,
  options: EndpointOptions,
): Promise<void> {
  const isDenying = (step: RestoreStep) =>
    isStepOn(step, 'policy') &&
    step.value !== null &&
    examineTls(parsePolicy(step.value), bucket).evidence.enforced
  if (steps.some(isDenying)) await refuseDeniedEndpoint(BY_UNDO, bucket.region, options)
}

const BY_UNDO = {
  cause: 'the restored bucket policy denies',
  remedy: 'Use an HTTPS endpoint, or add --insecure-endpoint',
}

async function refuseDeniedEndpoint(
  { cause, remedy }: typeof BY_FIX,
  region: string,
  { insecureEndpoint, dryRun }: EndpointOptions,
): Promise<void> {
  if (insecureEndpoint) return
  const endpoint = await plainHttpEndpoint(createS3Client(process.env, 1, { region }))
  if (endpoint === undefined) return
  const problem = `The endpoint ${visible(endpoint, 200)} is plain HTTP, which ${cause}: Cooper could neither verify the write nor reach the bucket again. ${remedy}`
  if (!dryRun) throw new Error(problem)
  process.stderr.write(`${problem}\n`)
}
