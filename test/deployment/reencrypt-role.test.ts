import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import { localRole } from '../../src/local-aws/identity/role.ts'
import { ACCOUNT, type Account, addJournal, JOURNAL, startAccount } from '../cli/account.ts'
import { cooper } from '../cli/run-cooper.ts'
import { resolveTemplate } from './cloudformation.ts'
import { packageService, type ServicePackage } from './package-service.ts'

const BUCKET = 'stored'
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/new`

interface RoleProperties {
  readonly RoleName: string
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly PolicyDocument[] }
  readonly Policies: readonly {
    readonly PolicyDocument: { readonly Statement: PolicyDocument[] }
  }[]
}

let service: ServicePackage
let account: Account
let role: RoleProperties
beforeAll(async () => {
  service = await packageService({ reencrypt: 'true' })
  const { Resources } = resolveTemplate(service.template)
  role = Resources.ReencryptRole?.Properties as unknown as RoleProperties
  account = await startAccount([])
  account.add({
    name: BUCKET,
    spoilt: (bucket) => {
      bucket.encryption = { algorithm: 'aws:kms', keyId: KEY, bucketKey: true, blocked: [] }
    },
  })
  addJournal(account)
})
afterAll(() => Promise.all([service.remove(), account.close()]))

const statements = (): readonly PolicyDocument[] =>
  role.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)

/** Runs a job with a role that has these statements. */
async function runJob(policy: readonly PolicyDocument[]) {
  account.aws.storeObject(BUCKET, 'one', { body: 'x' })
  const trust = role.AssumeRolePolicyDocument.Statement
  const made = localRole({ account: ACCOUNT, name: role.RoleName, trust, policy })
  account.aws.roles.set(made.arn, made)
  const args = ['reencrypt', BUCKET, '--direct', '0', '--role-arn', made.arn, '--yes', '--wait']
  return cooper(args, { ...account.environment, JOURNAL_BUCKET: JOURNAL })
}

describe('the role of jobs', () => {
  test('is there with its param only', async () => {
    const other = await packageService()
    expect(Object.keys(resolveTemplate(other.template).Resources)).not.toContain('ReencryptRole')
    await other.remove()
    expect(role.RoleName).toBe('cooper-dev-us-east-1-reencrypt')
  })

  test('suffices for a job', async () => {
    const { status, stdout } = await runJob(statements())
    expect(stdout).toContain('Updated: 1 object.')
    expect(status).toBe(0)
  })

  test.each([
    ['UpdateObjectsOfThisAccount', 's3:PutObject'],
    ['ListObjectsForJobs', 's3:PutInventoryConfiguration'],
    ['UseKeysThroughS3', 'the key refused'],
  ])('needs the statement %s', async (sid, text) => {
    const { status, stdout } = await runJob(statements().filter(({ Sid }) => Sid !== sid))
    expect(stdout).toContain(text)
    expect(status).toBe(1)
  })

  test('is of this account only, and nobody but S3 Batch Operations can assume it', () => {
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      {
        ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
        Principal: { Service: 'batchoperations.s3.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      },
    ])
    expect(statements().map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 's3:ResourceAccount': ACCOUNT } },
      { StringEquals: { 's3:ResourceAccount': ACCOUNT } },
      { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    ])
  })
})
