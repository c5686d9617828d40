import { DeleteBucketEncryptionCommand, DeleteBucketPolicyCommand } from '@aws-sdk/client-s3'
import type { UndoCalls } from '../../core/bucket-calls.ts'
import { addressOf, bucketCalls } from './bucket-calls.ts'
import { putAttribute } from './s3-call.ts'
import type { S3Clients } from './s3-client.ts'

/** The calls on a bucket for a person who undoes a change. The bot never deletes, and its role does not allow it. */
export const undoCalls = (clients: S3Clients): UndoCalls => ({
  ...bucketCalls(clients),
  deletePolicy: (bucket) =>
    putAttribute(bucket, 'policy', async () => {
      await clients.writer.send(new DeleteBucketPolicyCommand(addressOf(bucket)))
    }),
  deleteEncryption: (bucket) =>
    putAttribute(bucket, 'default encryption', async () => {
      await clients.writer.send(new DeleteBucketEncryptionCommand(addressOf(bucket)))
    }),
})
