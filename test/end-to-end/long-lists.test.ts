import { expect, test } from 'vitest'
import { BUCKET, deploy } from './deployed.ts'

const PARAMS = { exemptBuckets: 'ssm:/cooper/exempt' }
const read = 'ssm:GetParameter'

async function deployed(parameters: Readonly<Record<string, string>>) {
  const calls: string[] = []
  const account = await deploy({
    params: PARAMS,
    parameters,
    heard: (operation) => calls.push(operation),
  })
  await account.createBucket()
  await account.aws.settled()
  return { ...account, calls }
}

test('a bucket that a list in SSM names is exempt, and the list is read once', async () => {
  const { s3, aws, calls } = await deployed({ '/cooper/exempt': `legacy-*,${BUCKET}` })
  expect(aws.bucket(BUCKET)?.policy).toBeUndefined()
  await s3.putBucketTagging({ Bucket: BUCKET, Tagging: { TagSet: [] } })
  await aws.settled()
  expect(calls.filter((call) => call === 'GetParameter')).toHaveLength(1)
})

test('a bucket that it does not name is fixed', async () => {
  const { statements } = await deployed({ '/cooper/exempt': 'legacy-*' })
  expect((await statements()).map(({ Sid }) => Sid)).toEqual(['CooperTlsOnly'])
})

test.each([
  ['is missing', {}, `${read} on /cooper/exempt failed`],
  ['is not a list of buckets', { '/cooper/exempt': 'a b#' }, 'EXEMPT_BUCKETS must be patterns'],
])(
  'where the parameter %s, nothing is written and the event is kept',
  async (_, parameters, text) => {
    const { aws, output } = await deployed(parameters)
    expect(aws.bucket(BUCKET)?.policy).toBeUndefined()
    expect(aws.deadLetters()).toHaveLength(1)
    expect(output().join('\n') + JSON.stringify(aws.deadLetters())).toContain(text)
  },
)
