import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { type Account, KEY_ARN } from './account.ts'
import { OBJECT, updateKey } from './bucket.ts'
import type { Narrator } from './narrator.ts'
import { DEMO_BUCKET, OTHER_KEY_ARN } from './scenes.ts'

export async function storedObjectsAreReencrypted(
  account: Account,
  { scene, say, check, quote }: Narrator,
) {
  const { https } = account
  scene('The first object was stored before the fix: default encryption is for new objects only')
  const head = () => https.send(new HeadObjectCommand({ Bucket: DEMO_BUCKET, Key: OBJECT }))
  const before = await head()
  check('It still has SSE-S3', before.ServerSideEncryption === 'AES256')

  say(`A person runs: npx cooper reencrypt ${DEMO_BUCKET} --prefix ${OBJECT}`)
  const { status, stdout } = await cooper(
    account,
    'reencrypt',
    DEMO_BUCKET,
    '--prefix',
    OBJECT,
    '--yes',
  )
  quote(
    stdout
      .split('\n')
      .filter((line) => /^(Updated|Objects from|Read back)/.test(line))
      .join('\n'),
  )
  const after = await head()
  check('The command ends with 0', status === 0)
  check('It has the KMS key of the bucket', after.SSEKMSKeyId === KEY_ARN)
  check(
    'ETag and date are as before: S3 copied nothing',
    after.ETag === before.ETag && after.LastModified?.getTime() === before.LastModified?.getTime(),
  )
  check(
    'An update to another KMS key is refused: 403',
    (await updateKey(https, DEMO_BUCKET, OTHER_KEY_ARN)) === 403,
  )
}

/** Runs the built command as the developer. */
async function cooper({ aws, journal }: Account, ...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'cooper-demo-'))
  try {
    const ca = join(folder, 'ca.pem')
    writeFileSync(ca, aws.ca)
    const child = spawn(process.execPath, ['dist/cooper.cjs', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...{ PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: ca, AWS_ENDPOINT_URL: aws.httpsUrl },
        ...{
          AWS_REGION: aws.region,
          AWS_ACCESS_KEY_ID: 'developer',
          AWS_SECRET_ACCESS_KEY: 'secret',
        },
        JOURNAL_BUCKET: journal,
      },
    })
    const [lines, [status]] = await Promise.all([
      child.stdout.setEncoding('utf8').toArray(),
      once(child, 'close'),
    ])
    return { status: status as number | null, stdout: lines.join('') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
