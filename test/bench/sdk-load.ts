import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'

/** How many requests per second the SDK sends to an endpoint: the same as `cooper check` sends, without any other work. */
const [url = '', names = '', connections = '1'] = process.argv.slice(2)

const agent = { keepAlive: true, maxSockets: Number(connections) }
// Region and credentials come from the environment.
const s3 = new S3Client({
  ...(url && { endpoint: url, forcePathStyle: true }),
  maxAttempts: 20,
  requestHandler: { httpAgent: agent, httpsAgent: agent },
})
const buckets: readonly string[] = JSON.parse(names)
const pending = buckets.flatMap((Bucket) => [
  () => s3.send(new GetBucketPolicyCommand({ Bucket })),
  () => s3.send(new GetBucketEncryptionCommand({ Bucket })),
])

// A missing policy counts as a response, too.
function isAnswer(error: unknown): undefined {
  if (!(error instanceof S3ServiceException)) throw error
}

async function work() {
  for (let send = pending.pop(); send; send = pending.pop()) await send().catch(isAnswer)
}

const count = pending.length
const started = performance.now()
await Promise.all(Array.from({ length: Number(connections) }, work))
console.log(count / ((performance.now() - started) / 1000))
s3.destroy()
