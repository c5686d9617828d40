import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { styleText } from 'node:util'
import type { LocalAws } from './options.ts'
import type { Stack } from './stack/read-stack.ts'

export const EXAMPLE = 'events/create-bucket.json'

/** The files for the time that the local AWS is up. Their names contain the port, so that several can be. */
export interface LocalFiles {
  /** The certificate that clients must trust. */
  readonly ca: string
  /** Lines that a shell reads with `source`. */
  readonly environment: string
}

export function writeFiles(aws: LocalAws, stack: Stack, folder: string): LocalFiles {
  mkdirSync(folder, { recursive: true })
  const { port } = new URL(aws.httpsUrl)
  const files = {
    ca: resolve(folder, `ca-${port}.pem`),
    environment: resolve(folder, `env-${port}.sh`),
  }
  writeFileSync(files.ca, aws.ca)
  writeFileSync(files.environment, environmentOf(aws, stack, files.ca))
  return files
}

function environmentOf({ region, httpsUrl }: LocalAws, stack: Stack, ca: string): string {
  const values = {
    AWS_ACCESS_KEY_ID: 'developer',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: httpsUrl,
    AWS_CA_BUNDLE: ca,
    NODE_EXTRA_CA_CERTS: ca,
    TOPIC_ARN: stack.topics[0] ?? '',
    JOURNAL_BUCKET: stack.stackBuckets[0]?.name ?? '',
  }
  const lines = Object.entries(values).map(([name, value]) => `export ${name}=${quoted(value)}`)
  // A token of real credentials would go with the made-up key.
  return `${lines.join('\n')}\nunset AWS_SESSION_TOKEN AWS_PROFILE\n`
}

const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`

export function welcome(
  { account, region, httpUrl, httpsUrl }: LocalAws,
  { ca, environment }: LocalFiles,
  bucketName: string,
): string {
  const command = (text: string) => styleText('bold', `  ${text}`)
  const bucket = `--bucket ${bucketName}`
  return `
${styleText('green', "Cooper's local AWS is up")}: account ${account}, region ${region}

  HTTP   ${httpUrl}
  HTTPS  ${httpsUrl}
  CA     ${ca}

Any credentials work: the access key id is the name of the user. In another terminal:

${command(`source ${quoted(environment)}`)}

Create a bucket, which Cooper then fixes. Read its policy. Invoke the function by hand:

${command(`aws --endpoint-url ${httpUrl} s3api create-bucket ${bucket}`)}
${command(`aws s3api get-bucket-policy ${bucket} --output text`)}
${command(`npx osls invoke local --param mode=remediate -f bucketChanged -p ${EXAMPLE}`)}

Check all buckets, and show what a fix would change:

${command('npx cooper check --html report.html')}
${command('npx cooper fix --dry-run')}

The key m shows the newest message in full. Ctrl-C ends it. What happens:
`
}
