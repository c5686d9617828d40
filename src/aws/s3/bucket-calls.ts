import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  type ServerSideEncryptionRule,
  type Tag,
} from '@aws-sdk/client-s3'
import { aclUsersIn } from '../../core/assessment/users/acl-users.ts'
import type { Bucket } from '../../core/bucket.ts'
import type { BucketCalls, Observed, Tags } from '../../core/bucket-calls.ts'
import type { EncryptionRule } from '../../core/encryption/rule.ts'
import type { Policy } from '../../core/policy/document.ts'
import { parsePolicyText } from '../../core/policy/parsing/parse.ts'
import { printableMessage } from '../answer.ts'
import { putAttribute, readAttribute } from './s3-call.ts'
import type { S3Clients } from './s3-client.ts'

/** Each call names the expected owner, so that it fails for a bucket that now belongs to another account. */
export const addressOf = ({ name, account }: Bucket) => ({
  Bucket: name,
  ExpectedBucketOwner: account,
})

export function bucketCalls(clients: S3Clients): BucketCalls {
  const { reader } = clients
  return {
    readPolicy: (bucket) =>
      readAttribute(bucket, 's3:GetBucketPolicy', 'NoSuchBucketPolicy', async () => {
        const { Policy } = await reader.send(new GetBucketPolicyCommand(addressOf(bucket)))
        return parseBucketPolicy(Policy ?? '')
      }),
    readEncryption: (bucket) =>
      readAttribute(bucket, 's3:GetEncryptionConfiguration', NO_ENCRYPTION, async () => {
        const command = new GetBucketEncryptionCommand(addressOf(bucket))
        const { ServerSideEncryptionConfiguration } = await reader.send(command)
        return ruleIn(ServerSideEncryptionConfiguration?.Rules)
      }),
    async readTags(bucket) {
      const tags = await readAttribute(bucket, 's3:GetBucketTagging', 'NoSuchTagSet', async () => {
        const { TagSet } = await reader.send(new GetBucketTaggingCommand(addressOf(bucket)))
        return TagSet
          ? { known: true, value: tagsIn(TagSet) }
          : { known: false, reason: 'S3 answered without tags' }
      })
      return tags.known ? { known: true, value: tags.value ?? {} } : tags
    },
    async readWebsite(bucket) {
      const website = await readAttribute(bucket, 's3:GetBucketWebsite', NO_WEBSITE, async () => {
        await reader.send(new GetBucketWebsiteCommand(addressOf(bucket)))
        return { known: true, value: true }
      })
      return website.known ? { known: true, value: website.value === true } : website
    },
    async readAcl(bucket) {
      const acl = await readAttribute(bucket, 's3:GetBucketAcl', undefined, async () => {
        const { Grants } = await reader.send(new GetBucketAclCommand(addressOf(bucket)))
        return Grants
          ? { known: true, value: aclUsersIn(Grants) }
          : { known: false, reason: 'S3 answered without grants' }
      })
      return acl.known ? { known: true, value: acl.value ?? [] } : acl
    },
    putPolicy: (bucket, policy) =>
      putAttribute(bucket, 'policy', async () => {
        const input = { ...addressOf(bucket), Policy: JSON.stringify(policy) }
        await clients.writer.send(new PutBucketPolicyCommand(input))
      }),
    putEncryption: (bucket, rule) =>
      putAttribute(bucket, 'default encryption', async () => {
        // S3 may return values that the SDK's enums do not have. The rule is written back as it was read.
        const Rules = [rule as ServerSideEncryptionRule]
        const ServerSideEncryptionConfiguration = { Rules }
        await clients.writer.send(
          new PutBucketEncryptionCommand({
            ...addressOf(bucket),
            ServerSideEncryptionConfiguration,
          }),
        )
      }),
  }
}

const tagsIn = (tags: readonly Tag[]): Tags =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))

// Since 2023 every bucket on AWS has default encryption. Emulators still answer with this error.
const NO_ENCRYPTION = 'ServerSideEncryptionConfigurationNotFoundError'

const NO_WEBSITE = 'NoSuchWebsiteConfiguration'

// Only the error above means that there is no rule. An empty response may come from a proxy.
function ruleIn(rules: readonly ServerSideEncryptionRule[] = []): Observed<EncryptionRule> {
  const [rule] = rules
  // In S3 a rule always has an algorithm, which the SDK's type does not express.
  return rule
    ? { known: true, value: rule as EncryptionRule }
    : { known: false, reason: 'S3 answered without an encryption rule' }
}

function parseBucketPolicy(text: string): Observed<Policy> {
  try {
    return { known: true, value: parsePolicyText(text) }
  } catch (error) {
    return { known: false, reason: printableMessage(error) }
  }
}
