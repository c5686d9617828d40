import { createHash } from 'node:crypto'
import type { LocalAwsOptions } from '../../src/local-aws/options.ts'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { environmentIn } from '../cli/command-in.ts'
import { cooper, startCooper } from '../cli/run-cooper.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { BUCKET, JOURNAL } from './deployed.ts'
import { sweepable } from './swept.ts'

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:cooper-dev'
export const OLD = policyOf(OWNERS_STATEMENT)

const DAY = 24 * 60 * 60 * 1000

export const dayIn = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)

/** An account with a bucket that is years old and not compliant, and the command line in it. */
export async function announcingAccount(
  params: Readonly<Record<string, string>>,
  policy: object = OLD,
  options: LocalAwsOptions = {},
) {
  const account = await sweepable({ params, ...options })
  const { aws } = account
  const place = { account: '123456789012', region: 'us-east-1', partition: 'aws' }
  aws.addBucket(newBucket({ name: BUCKET, ...place, createdAt: new Date('2020-01-01') }))
  aws.storePolicy(BUCKET, policy)
  await account.s3.deletePublicAccessBlock({ Bucket: BUCKET })
  // The hourly run stores the settings of the bot.
  await account.digest()
  const environment = environmentIn(aws, JOURNAL, { TOPIC_ARN: TOPIC })
  return {
    ...account,
    /** A change of the bucket's policy, whose event the bot gets. */
    async change(document: object) {
      await account.putPolicy(document)
      return account.arrive()
    },
    run: (...args: readonly string[]) => cooper(args, environment),
    start: (...args: readonly string[]) => startCooper(args, environment),
    /** All that the journal has of the bucket becomes so many days older. */
    age(days: number) {
      const objects = aws.bucket(JOURNAL)?.objects ?? new Map()
      for (const [key, object] of objects) {
        if (!/^(changes|holds|announcing|reviews)\//.test(key)) continue
        const body = Buffer.from(earlier(object.body.toString(), days))
        const etag = `"${createHash('md5').update(body).digest('hex')}"`
        objects.set(key, { ...object, body, etag })
      }
    },
  }
}

/** Not the version of a policy. */
const earlier = (text: string, days: number) =>
  text.replaceAll(/"(20[2-9]\d-\d\d-\d\d)(T[\d:.]+Z)?"/g, (_, day: string, time = '') => {
    const moved = new Date(Date.parse(day) - days * DAY).toISOString().slice(0, 10)
    return JSON.stringify(`${moved}${time}`)
  })
