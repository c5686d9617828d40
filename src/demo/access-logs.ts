import {
  CreateBucketCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import { parseAccessLogLine } from '../core/access-log/parse-line.ts'
import { createImpactTally } from '../core/impact/impact.ts'
import { parsePolicy } from '../core/policy/parsing/parse.ts'
import { tlsOnlyStatement } from '../core/statements/cooper-statements.ts'
import type { Account } from './account.ts'
import { readObject, storeObject } from './bucket.ts'
import type { Narrator } from './narrator.ts'
import { deliverLast } from './scenes.ts'

const [TILLS, LOGS] = ['cooper-demo-till-receipts', 'cooper-demo-access-logs']

export async function logsNameClients(account: Account, { scene, say, check }: Narrator) {
  const { aws, https, http } = account
  scene('Who still uses plain HTTP? The access logs tell, before Cooper fixes the bucket')
  await https.send(new CreateBucketCommand({ Bucket: LOGS }))
  await https.send(new PutBucketPolicyCommand({ Bucket: LOGS, Policy: ALLOW_DELIVERY }))
  await https.send(new CreateBucketCommand({ Bucket: TILLS }))
  const created = account.events.at(-1)
  await https.send(
    new PutBucketLoggingCommand({
      Bucket: TILLS,
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket: LOGS, TargetPrefix: 'tills/' } },
    }),
  )

  say('A developer stores an object over HTTPS, and reads it over HTTP')
  await storeObject(https, TILLS)
  await readObject(http, TILLS)
  aws.deliverAccessLogs()
  const { denied, requests } = impactOfFix(account)
  const [client] = denied.clients
  check(
    `The fix would deny ${denied.requests} of ${requests} requests: ${client?.operations} by ${client?.requester}`,
    denied.requests === 1 && client?.operations.join() === 'REST.GET.OBJECT',
  )

  say('The event of the creation arrives, and Cooper fixes the bucket')
  await deliverLast({ ...account, events: created ? [created] : [] })
  check('That request is refused now: 403', (await readObject(http, TILLS)) === 403)
  check('The same request over HTTPS is not: 200', (await readObject(https, TILLS)) === 200)
}

const ALLOW_DELIVERY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${LOGS}/*`,
      Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${TILLS}` } },
    },
  ],
})

/** As `cooper impact` judges the logs. */
function impactOfFix({ aws }: Account) {
  const bucket = { name: TILLS, partition: 'aws', account: aws.account, region: aws.region }
  const after = parsePolicy({ Version: '2012-10-17', Statement: [tlsOnlyStatement(bucket)] })
  const tally = createImpactTally(bucket, { before: undefined, after })
  for (const { body } of aws.bucket(LOGS)?.objects.values() ?? []) {
    for (const line of body.toString('latin1').trimEnd().split('\n')) {
      const record = parseAccessLogLine(line)
      if (record) tally.add(record)
    }
  }
  return tally.impact()
}
