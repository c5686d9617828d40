import {
  CreateBucketCommand,
  DeleteBucketTaggingCommand,
  PutBucketTaggingCommand,
} from '@aws-sdk/client-s3'
import type { Account } from './account.ts'
import { readEncryption, readObject, storeObject } from './bucket.ts'
import type { Narrator } from './narrator.ts'
import { deliverLast, SSE_KMS } from './scenes.ts'

const EXEMPT_BUCKET = 'cooper-demo-till'
const EXEMPTION = 'tls-only the till in the shop speaks HTTP'

export async function bucketIsExempt(account: Account, { scene, check }: Narrator) {
  const { aws, https, http } = account
  scene('Another bucket has a tag that exempts it from the control tls-only')
  await https.send(new CreateBucketCommand({ Bucket: EXEMPT_BUCKET }))
  await storeObject(https, EXEMPT_BUCKET)
  const TagSet = [{ Key: 'cooper:exempt', Value: EXEMPTION }]
  await https.send(new PutBucketTaggingCommand({ Bucket: EXEMPT_BUCKET, Tagging: { TagSet } }))
  await deliverLast(account)
  check('Plain HTTP still reads its object: 200', (await readObject(http, EXEMPT_BUCKET)) === 200)
  check(
    `Cooper fixed the rest: ${SSE_KMS}`,
    (await readEncryption(https, EXEMPT_BUCKET)) === SSE_KMS,
  )
  const reason = `tls-only: Exempt by the tag cooper:exempt: ${EXEMPTION.replace('tls-only ', '')}`
  check(`The message says: ${reason}`, aws.messages().at(-1)?.message.includes(reason) ?? false)
}

export async function exemptionIsRemoved(account: Account, { scene, check }: Narrator) {
  const { https, http } = account
  scene('The till was replaced, and its owner removes the tag')
  await https.send(new DeleteBucketTaggingCommand({ Bucket: EXEMPT_BUCKET }))
  await deliverLast(account)
  check('Plain HTTP is refused: 403', (await readObject(http, EXEMPT_BUCKET)) === 403)
  check('HTTPS still reads the object: 200', (await readObject(https, EXEMPT_BUCKET)) === 200)
}
