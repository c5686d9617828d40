import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Account, HOSTILE, KINDS, NOTE_WITHOUT_JOURNAL, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

let account: Account
beforeAll(async () => {
  account = await startAccount()
  // A bucket of another account: ListBuckets does not return it, and calls with this account as expected owner fail.
  account.add({ name: 'of-somebody-else', account: '210987654321' })
})
afterAll(() => account.close())
beforeEach(() => void account.requests())

const check = (...args: readonly string[]) => cooper(['check', ...args], account.environment)

const HERE = KINDS.filter(({ region }) => region === undefined)

interface Line {
  readonly verdict: string
  readonly bucket: { readonly name: string; readonly region: string }
  readonly findings: readonly { readonly control: string; readonly verdict: string }[]
  readonly steps: readonly { readonly type: string }[]
}

const linesOf = (stdout: string): readonly Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

const verdictsIn = (stdout: string) =>
  Object.fromEntries(linesOf(stdout).map(({ bucket, verdict }) => [bucket.name, verdict]))

const verdictsOf = (kinds: typeof KINDS) =>
  Object.fromEntries(kinds.map(({ name, verdict }) => [name, verdict]))

describe('which buckets', () => {
  test("by default, those of the SDK's region", async () => {
    const { status, stdout, stderr } = await check('--json')
    expect(verdictsIn(stdout)).toEqual(verdictsOf(HERE))
    expect(stderr).toBe(NOTE_WITHOUT_JOURNAL)
    expect(status).toBe(1)
  })

  test('all, with each request in the region of the bucket', async () => {
    const { stdout } = await check('--all-regions', '--json')
    expect(verdictsIn(stdout)).toEqual(verdictsOf(KINDS))
    expect(account.requests().filter(({ status }) => status === 301)).toEqual([])
  })

  test('those of several regions; exit code 0 if all are compliant', async () => {
    const args = ['--region', 'eu-west-1', '--region', 'eu-central-1', '--json']
    const { stdout, status } = await check(...args, '--set', 'EXEMPT_BUCKETS=no-policy-*')
    expect(verdictsIn(stdout)).toEqual({
      'all-is-well-in-ireland': 'compliant',
      'all-is-well-in-frankfurt': 'compliant',
      'no-policy-in-ireland': 'exempt',
    })
    expect(status).toBe(0)
  })

  test('those that are named, in whatever region, each once', async () => {
    const names = ['all-is-well-in-ireland', 'no-policy', 'no-policy', 'of-somebody-else']
    const { stdout, status } = await check(...names, '--json')
    const places = linesOf(stdout).map(({ bucket }) => `${bucket.name} ${bucket.region}`)
    expect(places.toSorted()).toEqual([
      'all-is-well-in-ireland eu-west-1',
      'no-policy us-east-1',
      'of-somebody-else us-east-1',
    ])
    expect(verdictsIn(stdout)).toMatchObject({ 'of-somebody-else': 'unknown' })
    expect(status).toBe(1)
    expect(account.requests().filter(({ operation }) => operation === 'ListBuckets')).toEqual([])
  })

  test('more than a page of a thousand, each once', async () => {
    const many = await startAccount([])
    for (let i = 0; i < 1001; i++) many.add({ name: `bucket-${i}` })
    const { stdout, status } = await cooper(['check', '--json'], many.environment)
    expect(Object.keys(verdictsIn(stdout))).toHaveLength(1001)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1001)
    expect(status).toBe(0)
    const listings = many.requests().filter(({ operation }) => operation === 'ListBuckets')
    // Two pages to check the buckets, and two to count them.
    expect(listings).toHaveLength(4)
    await many.close()
  })
})

describe('requests', () => {
  test('two per compliant bucket, and no write', async () => {
    await check('--all-regions')
    const requests = account.requests()
    for (const { name, verdict } of KINDS) {
      const operations = requests.filter(({ bucket }) => bucket === name)
      if (verdict === 'compliant') {
        expect(operations.map(({ operation }) => operation).toSorted()).toEqual([
          'GetBucketEncryption',
          'GetBucketPolicy',
        ])
      }
    }
    const others = requests.filter(({ bucket }) => bucket === undefined)
    expect(others.map(({ operation }) => operation)).toEqual(['GetCallerIdentity', 'ListBuckets'])
    expect(requests.filter(({ readOnly }) => !readOnly)).toEqual([])
  })

  test('one more per named bucket', async () => {
    await check('all-is-well-1')
    expect(account.requests().map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['HeadBucket', 'GetBucketPolicy', 'GetBucketEncryption']),
    )
  })
})

describe('settings', () => {
  test('are the variables of the bot', async () => {
    const environment = { ...account.environment, SSE_C: 'block', MINIMUM_TLS_VERSION: '1.2' }
    const { stdout } = await cooper(['check', 'all-is-well-1', '--json'], environment)
    const [line] = linesOf(stdout)
    expect(line?.findings.filter(({ verdict }) => verdict === 'non-compliant')).toMatchObject([
      { control: 'minimum-tls' },
    ])
    expect(line?.steps).toMatchObject([
      { action: 'put', attribute: 'policy', controls: ['minimum-tls'] },
    ])
  })

  test('--set overrides variables, and steps are reported in every mode', async () => {
    const environment = { ...account.environment, MODE: 'report', DEFAULT_ENCRYPTION: 'sse-kms' }
    const args = ['check', 'all-is-well-1', '--json', '--set', 'DEFAULT_ENCRYPTION=dsse-kms']
    const { stdout } = await cooper(args, environment)
    expect(linesOf(stdout)[0]?.steps).toMatchObject([
      { action: 'put', attribute: 'encryption', change: { minimum: { encryption: 'dsse-kms' } } },
    ])
  })

  test('--control selects controls', async () => {
    const args = ['no-encryption', '--json', '-c', 'tls-only', '-c', 'minimum-tls']
    const { stdout, status } = await check(...args)
    expect(linesOf(stdout)[0]?.findings.map(({ control }) => control)).toEqual([
      'tls-only',
      'minimum-tls',
    ])
    expect(status).toBe(0)
  })
})

describe('the table', () => {
  test('is grouped by verdict, with reasons, counterexamples and steps', async () => {
    const { stdout, stderr, status } = await check('--all-regions')
    const headings = stdout.split('\n').filter((line) => /^[✗?–✓]/.test(line))
    expect(headings).toEqual([
      '✗ 8 buckets non-compliant',
      '? 3 buckets unknown',
      '– 3 buckets exempt',
      '✓ 6 buckets compliant',
    ])
    expect(stdout).toMatch(
      /narrow-policy {2}us-east-1\n {4}tls-only +No statement denies s3:\w+ on \S+ over HTTP.*\n +Counterexample: anonymous s3:\w+ arn:aws:s3:::narrow-policy.* with .*aws:SecureTransport=false.*\n {4}→ Cooper would add CooperTlsOnly to the bucket policy\.\n/,
    )
    expect(stdout).toMatch(/no-encryption .*\n.*\n {4}→ Cooper would change the default encryption/)
    expect(stdout).toMatch(/policy-unreadable .*\n {4}tls-only +s3:GetBucketPolicy was refused/)
    expect(stdout).toMatch(/20 buckets of account 123456789012 in all regions, 6 controls/)
    expect(stderr).toBe(NOTE_WITHOUT_JOURNAL)
    expect(status).toBe(1)
  })

  test('contains no control characters or links', async () => {
    const { stdout } = await check()
    expect(stdout).toContain('kcatta')
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]|http:\/\/|\bwww\./u)
    expect(HOSTILE).toMatch(/[\u202e\u2028]/)
  })
})

describe('exits with 2, and says what to do', () => {
  test.each([
    ['no such bucket', ['no-such-bucket'], 'Cannot find bucket "no-such-bucket": there is no'],
    ['not a bucket name', ['a b'], '"a b" is not the name of a bucket'],
    ['an S3 Express bucket', ['data--use1-az4--x-s3'], 'is a directory bucket'],
    ['a wrong region', ['--region', 'Ireland'], 'must be a region such as eu-central-1'],
    ['options that exclude each other', ['-a', '-r', 'eu-west-1'], 'cannot be used with'],
    ['no such control', ['--control', 'tls'], 'must be one of default-encryption, bucket-key'],
    ['no such setting', ['--set', 'COLOUR=red'], 'where NAME is one of MODE,'],
    ['a wrong setting', ['--set', 'SSE_C=drop'], 'SSE_C must be one of keep, block, not "drop"'],
    ['a wrong number', ['--concurrency', '0'], 'must be a whole number from 1'],
    ['two outputs to standard output', ['--json', '--csv', '-'], 'standard output takes one of'],
    ['a file that cannot be written', ['--csv', '/no/such/folder/a.csv'], 'Cannot write the file'],
  ])('%s', async (_reason, args, message) => {
    const { status, stdout, stderr } = await check(...args)
    expect(stderr).toContain(message)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  test.each([
    [
      'no credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_EC2_METADATA_DISABLED: 'true' },
      'No credentials: set',
    ],
    ['no region', { AWS_REGION: '' }, 'No region: set AWS_REGION, or give --region'],
    [
      'no such profile',
      { AWS_PROFILE: 'nobody', AWS_ACCESS_KEY_ID: '' },
      'There are no credentials for the profile "nobody": "aws configure list-profiles" shows',
    ],
    [
      'a certificate that is not trusted',
      { NODE_EXTRA_CA_CERTS: '' },
      'The certificate of the endpoint is not trusted',
    ],
    ['a wrong variable', { CONTROLS: 'all-of-them' }, 'CONTROLS must be one of all, default'],
  ])('%s', async (_reason, environment, message) => {
    const { status, stderr } = await cooper(['check'], { ...account.environment, ...environment })
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })

  test('the region of AWS_DEFAULT_REGION, where AWS_REGION is not set', async () => {
    const region = { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-1' }
    const { stdout } = await cooper(['check'], { ...account.environment, ...region })
    expect(stdout).toContain('in eu-west-1')
    const both = { AWS_DEFAULT_REGION: 'eu-west-1' }
    const other = await cooper(['check'], { ...account.environment, ...both })
    expect(other.stdout).toContain('in us-east-1')
  })

  test('a session of single sign-on that has ended', async () => {
    const [config, cache] = [join(account.folder, 'sso-config'), join(account.folder, 'home')]
    writeFileSync(
      config,
      `[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Audit
region = us-east-1
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = us-east-1
`,
    )
    const { status, stderr } = await cooper(['check', '--profile', 'sso'], {
      ...account.environment,
      ...{ AWS_CONFIG_FILE: config, HOME: cache },
    })
    expect(stderr).toContain('run "aws sso login"')
    expect(status).toBe(2)
  })

  test.each([
    ['expired', 'GetCallerIdentity', 'ExpiredToken', 'The credentials have expired: sign in again'],
    ['not known', 'GetCallerIdentity', 'InvalidClientTokenId', 'AWS does not know these'],
    ['denied', 'ListBuckets', 'AccessDenied', 'Allow s3:ListAllMyBuckets, or name buckets'],
  ])('credentials that are %s', async (_reason, operation, code, message) => {
    account.aws.fault({ operation, error: { code, status: 403 } })
    const { status, stdout, stderr } = await check()
    expect(stderr).toContain(message)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  test('a KMS key of another region than the buckets', async () => {
    const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
    const args = ['--set', 'DEFAULT_ENCRYPTION=sse-kms', '--set', `KMS_KEY_ARN=${key}`]
    expect((await check(...args)).stderr).toContain('must be a key of us-east-1')
    expect((await check(...args, '-a')).stderr).toContain('check that region with --region')
    expect((await check(...args, '-r', 'eu-west-1')).status).toBe(1)
  })
})

test('--help has examples', async () => {
  const { status, stdout } = await cooper(['check', '--help'])
  expect(stdout).toMatch(
    /npx cooper check --all-regions --html report\.html --csv buckets\.csv --asff/,
  )
  expect(status).toBe(0)
})
