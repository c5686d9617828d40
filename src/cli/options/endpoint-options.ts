import type { Command } from 'commander'
import { plainHttpEndpoint } from '../../aws/s3/plain-http.ts'
import { createS3Client } from '../../aws/s3/s3-client.ts'
import { printable } from '../../core/printable.ts'
import type { Settings } from '../../core/settings.ts'

/** Options of the commands that write as the bot does, through any endpoint. */
export interface EndpointOptions {
  readonly insecureEndpoint?: true
  readonly dryRun?: true
}

export const addEndpointOption = (command: Command): Command =>
  command.option(
    '--insecure-endpoint',
    'write tls-only through a plain-HTTP endpoint too, which cannot reach the bucket afterwards',
  )

/** Throws if the fix of `tls-only` would deny the command's own further requests. A dry run only says so. */
export async function refusePlainHttp(
  { controls, modes }: Pick<Settings, 'controls' | 'modes'>,
  region: string,
  { insecureEndpoint, dryRun }: EndpointOptions,
): Promise<void> {
  if (insecureEndpoint || !controls.includes('tls-only') || modes['tls-only'] === 'report') return
  const endpoint = await plainHttpEndpoint(createS3Client(process.env, 1, { region }))
  if (endpoint === undefined) return
  const problem = `The endpoint ${printable(endpoint, 200)} is plain HTTP, which the fix of tls-only denies: Cooper could neither verify the fix nor reach the bucket again. Use an HTTPS endpoint, leave tls-only out of CONTROLS, or add --insecure-endpoint`
  if (!dryRun) throw new Error(problem)
  process.stderr.write(`${problem}\n`)
}
