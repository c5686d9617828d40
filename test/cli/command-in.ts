import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { cooper, type Ended } from './run-cooper.ts'

/** The built command of an operator of the account, with its journal. */
export function commandIn(
  ...account: Parameters<typeof environmentIn>
): (...args: readonly string[]) => Promise<Ended> {
  const environment = environmentIn(...account)
  return (...args) => cooper(args, environment)
}

/** The environment of that command. */
export function environmentIn(
  aws: LocalAws,
  journal: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'cooper-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, aws.ca)
  return {
    ...{ AWS_ENDPOINT_URL: aws.httpsUrl, NODE_EXTRA_CA_CERTS: ca, AWS_REGION: aws.region },
    ...{ AWS_ACCESS_KEY_ID: 'operator', AWS_SECRET_ACCESS_KEY: 'secret' },
    JOURNAL_BUCKET: journal,
    ...more,
  }
}
