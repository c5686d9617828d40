import { readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import type { SampleEvent } from '../support/events.ts'
import { suiteWith } from '../support/suite-with.ts'
import { isThere, RECORDED_EVENTS } from '../support/tools.ts'

const records: readonly SampleEvent[] = isThere('recorded-events')
  ? readFileSync(RECORDED_EVENTS, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).event)
  : []

const ownerOf = (detail: SampleEvent) => detail.recipientAccountId ?? detail.userIdentity.accountId

const accounts = [...new Set(records.map(ownerOf))]

suiteWith('recorded-events', 'recorded CloudTrail records', () => {
  test.each(accounts)(
    'of account %s are replayed: each bucket is remediated, and no run fails',
    async (account) => {
      const own = records.filter((detail) => ownerOf(detail) === account)
      const aws = await startLocalAws({
        ...readStack('serverless.yml', { account }),
        copies: () => 0,
      })
      const s3 = new S3Client({
        endpoint: aws.httpsUrl,
        region: 'us-east-1',
        forcePathStyle: true,
        credentials: { accessKeyId: 'developer', secretAccessKey: 'secret' },
        requestHandler: { httpsAgent: new Agent({ ca: aws.ca }) },
      })
      const names = new Set(own.map(({ requestParameters }) => requestParameters?.bucketName))
      for (const Bucket of names) if (Bucket) await s3.send(new CreateBucketCommand({ Bucket }))
      for (const detail of own) {
        aws.deliver({
          source: 'aws.s3',
          'detail-type': 'AWS API Call via CloudTrail',
          account,
          detail,
        })
      }
      await aws.settled()
      const notifications = aws
        .messages()
        .map(({ message }) => JSON.parse(JSON.parse(message).default))
      expect(aws.deadLetters()).toEqual([])
      expect(notifications.length).toBeGreaterThan(0)
      expect(notifications.every(({ outcome }) => outcome === 'remediated')).toBe(true)
      await aws.close()
    },
  )
})
