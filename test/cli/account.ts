import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { effectiveVariables } from '../../src/config/effective-variables.ts'
import type { Verdict } from '../../src/core/check/bucket-report.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import type { RequestEntry } from '../../src/local-aws/log.ts'
import { newBucket, type StoredBucket } from '../../src/local-aws/s3/bucket.ts'
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../src/local-aws/start.ts'
import { policyOf } from '../support/builders.ts'

export const ACCOUNT = '123456789012'

/** All that a check without a journal prints on standard error. */
export const NOTE_WITHOUT_JOURNAL =
  'Without a journal (--journal, JOURNAL_BUCKET) the settings of the bot, holds and flapping are not known.\n'

interface Kind {
  readonly name: string
  readonly verdict: Verdict
  readonly region?: string
  readonly account?: string
  readonly policy?: PolicyDocument | null
  readonly spoilt?: (bucket: StoredBucket) => void
}

const tlsOnly = (name: string) => tlsOnlyStatement({ name, partition: 'aws' })

const denyOf = (name: string, ...actions: readonly string[]) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: [...actions],
  Resource: `arn:aws:s3:::${name}`,
})

const onlyFor = (name: string, condition: PolicyDocument) => ({
  ...tlsOnly(name),
  Sid: 'Narrow',
  Condition: { Bool: { 'aws:SecureTransport': 'false' }, ...condition },
})

const tagged = (Value: string) => (bucket: StoredBucket) => {
  bucket.tags = { TagSet: { Tag: { Key: 'cooper:exempt', Value } } }
}

const asWebsite = (bucket: StoredBucket) => {
  bucket.website = { IndexDocument: { Suffix: 'index.html' } }
}

const withoutEncryption = (bucket: StoredBucket) => {
  bucket.encryption = undefined
}

/** Text that could reverse or colour a terminal's lines, or look like a link. */
export const HOSTILE = '\u202ekcatta \u2028http://evil.example www.evil.example'

/** Twenty buckets of all kinds. The name says what is special. Without `policy` and `spoilt`, a bucket is compliant. */
export const KINDS: readonly Kind[] = [
  { name: 'all-is-well-1', verdict: 'compliant' },
  { name: 'all-is-well-2', verdict: 'compliant' },
  { name: 'all-is-well-3', verdict: 'compliant' },
  { name: 'all-is-well-in-ireland', verdict: 'compliant', region: 'eu-west-1' },
  { name: 'all-is-well-in-frankfurt', verdict: 'compliant', region: 'eu-central-1' },
  {
    name: 'well-by-a-wider-deny',
    verdict: 'compliant',
    policy: policyOf({ ...tlsOnly('well-by-a-wider-deny'), Sid: 'Own', Resource: '*' }),
  },
  { name: 'no-policy', verdict: 'non-compliant', policy: null },
  { name: 'no-policy-in-ireland', verdict: 'non-compliant', policy: null, region: 'eu-west-1' },
  {
    name: 'narrow-policy',
    verdict: 'non-compliant',
    policy: policyOf(onlyFor('narrow-policy', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
  },
  {
    name: 'objects-only',
    verdict: 'non-compliant',
    policy: policyOf({ ...tlsOnly('objects-only'), Resource: 'arn:aws:s3:::objects-only/*' }),
  },
  {
    name: 'hostile-policy',
    verdict: 'non-compliant',
    policy: policyOf(onlyFor('hostile-policy', { StringEquals: { 'aws:UserAgent': HOSTILE } })),
  },
  { name: 'no-encryption', verdict: 'non-compliant', spoilt: withoutEncryption },
  {
    name: 'nothing-at-all',
    verdict: 'non-compliant',
    policy: null,
    spoilt: withoutEncryption,
  },
  {
    name: 'expired-exemption',
    verdict: 'non-compliant',
    policy: null,
    spoilt: tagged('all until=2024-01-31 moved by then'),
  },
  {
    name: 'policy-unreadable',
    verdict: 'unknown',
    policy: policyOf(denyOf('policy-unreadable', 's3:GetBucketPolicy')),
  },
  {
    name: 'encryption-unreadable',
    verdict: 'unknown',
    policy: policyOf(
      tlsOnly('encryption-unreadable'),
      denyOf('encryption-unreadable', 's3:GetEncryptionConfiguration'),
    ),
  },
  {
    name: 'wholly-unreadable',
    verdict: 'unknown',
    policy: policyOf(denyOf('wholly-unreadable', 's3:Get*')),
  },
  { name: 'website', verdict: 'exempt', policy: null, spoilt: asWebsite },
  {
    name: 'exempt-by-tag',
    verdict: 'exempt',
    policy: null,
    spoilt: tagged('tls-only until=2999-12-31 the till speaks HTTP'),
  },
  {
    name: 'exempt-by-hostile-tag',
    verdict: 'exempt',
    policy: null,
    spoilt: tagged(`tls-only ${HOSTILE}`),
  },
]

export interface Account {
  readonly aws: LocalAws
  /** The requests since the last call. */
  readonly requests: () => readonly RequestEntry[]
  /** The variables with which the command reaches the account. */
  readonly environment: Readonly<Record<string, string>>
  readonly folder: string
  readonly add: (kind: Omit<Kind, 'verdict'>) => void
  readonly close: () => Promise<void>
}

export async function startAccount(
  kinds: readonly Kind[] = KINDS,
  options: LocalAwsOptions = {},
): Promise<Account> {
  const requests: RequestEntry[] = []
  const aws = await startLocalAws({
    ...options,
    log: (entry) => void (entry.type === 'request' && requests.push(entry)),
  })
  const folder = mkdtempSync(join(tmpdir(), 'cooper-'))
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, aws.ca)
  const add = ({
    name,
    region = 'us-east-1',
    account = ACCOUNT,
    ...kind
  }: Omit<Kind, 'verdict'>) => {
    const { policy = policyOf(tlsOnly(name)), spoilt } = kind
    const bucket = newBucket({ name, account, region, partition: 'aws', createdAt: new Date() })
    spoilt?.(bucket)
    aws.addBucket(bucket)
    if (policy) aws.storePolicy(name, policy)
  }
  kinds.forEach(add)
  return {
    ...{ aws, folder, add },
    requests: () => requests.splice(0),
    environment: {
      AWS_ENDPOINT_URL: aws.httpsUrl,
      NODE_EXTRA_CA_CERTS: ca,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'auditor',
      AWS_SECRET_ACCESS_KEY: 'any',
    },
    async close() {
      await aws.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The bucket of a journal. */
export const JOURNAL = 'cooper-journal'

/** Adds a journal with the settings of a bot. */
export function addJournal(account: Account, settings: Readonly<Record<string, string>> = {}) {
  const place = { account: ACCOUNT, region: 'us-east-1', partition: 'aws' }
  account.aws.addBucket(newBucket({ name: JOURNAL, ...place, createdAt: new Date(0) }))
  storeBotSettings(account, JOURNAL, settings)
}

/** Stores the settings of a bot in a journal, as its sweep function does. */
export function storeBotSettings(
  { aws }: Account,
  journal: string,
  settings: Readonly<Record<string, string>> = {},
) {
  const stored = {
    ...{ version: 1, time: '2026-11-28T03:15:00.000Z', cooper: 'cooper-prod', region: 'us-east-1' },
    variables: effectiveVariables(settings),
  }
  const body = Buffer.from(JSON.stringify(stored))
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  aws
    .bucket(journal)
    ?.objects.set('settings.json', { body, etag, headers: {}, modifiedAt: new Date() })
}
