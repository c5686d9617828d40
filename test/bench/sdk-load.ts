import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'

/** How many requests a second the SDK makes of an endpoint: the same ones as `cooper check` makes, and nothing else done. */
const [url = '', names = '', connections = '1'] = process.argv.slice(2)

const agent = { keepAlive: true, maxSockets: Number(connections) }
// Region and credentials are the environment's.
const s3 = new S3Client({
  ...(url && { endpoint: url, forcePathStyle: true }),
  maxAttempts: 20,
  requestHandler: { httpAgent: agent, httpsAgent: agent },
})
const buckets: readonly string[] = JSON.parse(names)
const left = buckets.flatMap((Bucket) => [
  () => s3.send(new GetBucketPolicyCommand({ Bucket })),
  () => s3.send(new GetBucketEncryptionCommand({ Bucket })),
])

// That there is no policy is an answer too.
function isAnswer(error: unknown): undefined {
  if (!(error instanceof S3ServiceException)) throw error
}

async function work() {
  for (let send = left.pop(); send; send = left.pop()) await send().catch(isAnswer)
}

const count = left.length
const started = performance.now()
await Promise.all(Array.from({ length: Number(connections) }, work))
console.log(count / ((performance.now() - started) / 1000))
s3.destroy()
