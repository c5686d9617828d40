import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, KINDS, NOTE_WITHOUT_JOURNAL, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

let account: Account
let files: Readonly<Record<string, string>>
beforeAll(async () => {
  account = await startAccount()
  files = {
    AWS_CONFIG_FILE: join(account.folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(account.folder, 'credentials'),
  }
  writeFileSync(files.AWS_CONFIG_FILE ?? '', '[profile audit]\nregion = eu-west-1\n')
  writeFileSync(
    files.AWS_SHARED_CREDENTIALS_FILE ?? '',
    '[audit]\naws_access_key_id = from-the-profile\naws_secret_access_key = any\n',
  )
})
afterAll(() => account.close())

const countIn = (region: string | undefined) =>
  KINDS.filter((kind) => kind.region === region).length

describe('--profile', () => {
  test.each([
    ['its keys, whatever keys the shell holds', 'us-east-1', countIn(undefined)],
    ['its region, where the shell names none', undefined, countIn('eu-west-1')],
  ])('%s', async (_reason, region, buckets) => {
    const { AWS_REGION: _, ...environment } = { ...account.environment, ...files }
    const { stdout, stderr } = await cooper(['check', '--profile', 'audit'], {
      ...environment,
      ...(region && { AWS_REGION: region }),
    })
    expect(stdout).toContain(`${buckets} buckets of account`)
    expect(stderr).toBe(NOTE_WITHOUT_JOURNAL)
    const callers = new Set(account.requests().map(({ caller }) => caller))
    expect([...callers]).toEqual(['arn:aws:iam::123456789012:user/from-the-profile'])
  })
})
