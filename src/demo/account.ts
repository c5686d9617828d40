import { Agent } from 'node:https'
import { fileURLToPath } from 'node:url'
import { S3Client } from '@aws-sdk/client-s3'
import type { BusEvent } from '../local-aws/events/bus-event.ts'
import { roleIdentity } from '../local-aws/identity/identity.ts'
import type { RequestEntry } from '../local-aws/log.ts'
import { deploymentIdentity } from '../local-aws/stack/local-stack.ts'
import { readStack } from '../local-aws/stack/read-stack.ts'
import { startLocalAws } from '../local-aws/start.ts'

const DEMO_ACCOUNT = '123456789012'
const SERVERLESS_YML = fileURLToPath(new URL('../../serverless.yml', import.meta.url))

export const KEY_ARN = `arn:aws:kms:us-east-1:${DEMO_ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`

// As `--param name=value`.
const params = {
  defaultEncryption: 'sse-kms',
  kmsKeyArn: KEY_ARN,
  sseC: 'block',
  uploadEncryption: 'matching',
}

/** An embedded AWS account with a developer, and with Cooper, which is configured to require SSE-KMS. */
export async function openAccount() {
  const events: BusEvent[] = []
  const requests: RequestEntry[] = []
  const stack = readStack(SERVERLESS_YML, { account: DEMO_ACCOUNT, params })
  const aws = await startLocalAws({
    ...stack,
    identities: {
      developer: roleIdentity(DEMO_ACCOUNT, 'developer', 'session'),
      deployment: deploymentIdentity(DEMO_ACCOUNT),
    },
    // CloudTrail takes some seconds to deliver an event. Here each event waits until the story delivers it.
    copies: () => 0,
    log: (entry) => {
      if (entry.type === 'event' && entry.functions.length > 0) events.push(entry.event)
      // The story is about the buckets, not about Cooper's journal.
      const isOfJournal =
        'bucket' in entry && stack.stackBuckets.some(({ name }) => name === entry.bucket)
      if (entry.type === 'request' && !isOfJournal) requests.push(entry)
    },
  })
  return {
    aws,
    /** The bucket of the journal. */
    journal: stack.stackBuckets.find(({ name }) => name.includes('journal'))?.name ?? '',
    /** The events that match a rule of serverless.yml. */
    events,
    requests,
    http: clientOf('developer', aws.httpUrl),
    https: clientOf('developer', aws.httpsUrl, aws.ca),
    /** CloudFormation, which deploys a template. */
    deployment: clientOf('deployment', aws.httpsUrl, aws.ca),
  }
}

export type Account = Awaited<ReturnType<typeof openAccount>>

const clientOf = (accessKeyId: string, endpoint: string, ca?: string) =>
  new S3Client({
    endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    requestHandler: { httpsAgent: new Agent({ ca }) },
  })
