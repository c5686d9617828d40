import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { bareBundle } from './bundles.ts'
import { type Figure, spreadOf } from './figure.ts'

export const BARE = 'dist/bench/bare-s3-client.cjs'
const COOPER = 'dist/bucket-changed.cjs'

const SCRIPT = `
  const begin = process.hrtime.bigint()
  require(process.env.BENCH_FILE)
  process.stdout.write('\\nBENCH ' + Number(process.hrtime.bigint() - begin) / 1e6)`

/** Only what a function needs to start, without the configuration of this machine. */
const ENVIRONMENT = {
  ...{ PATH: process.env.PATH, AWS_REGION: 'us-east-1' },
  ...{ AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
  TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:cooper',
  ...{ JOURNAL_BUCKET: 'cooper-journal', ROLE_NAME: 'cooper' },
}

/** The load time of each in a process of its own. They alternate, so that both run under the same conditions. */
export async function coldImport(rounds = 30): Promise<readonly Figure[]> {
  await bareBundle(BARE, true)
  const bare: number[] = []
  const cooper: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    bare.push(importOf(BARE))
    cooper.push(importOf(COOPER))
  }
  return [
    {
      ...{ figure: `cold import, ${rounds} times each in turn`, unit: 'ms', ...spreadOf(cooper) },
      ...{ limit: spreadOf(bare).median, of: 'S3Client and four commands', aim: { atMost: 1 } },
    },
  ]
}

function importOf(file: string): number {
  const env = { ...ENVIRONMENT, BENCH_FILE: resolve(file) }
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', SCRIPT], { env, encoding: 'utf8' })
  const [, milliseconds] = /BENCH ([\d.]+)$/.exec(stdout) ?? []
  if (milliseconds === undefined) throw new Error(`Cannot import ${file}: ${stderr}`)
  return Number(milliseconds)
}
