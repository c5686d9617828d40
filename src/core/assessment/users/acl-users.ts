import type { AclUser } from '../../bucket-calls.ts'

/** A grant of an ACL, as the S3 API has it. */
export interface AclGrant {
  readonly Grantee?:
    | { readonly URI?: string | undefined; readonly ID?: string | undefined }
    | undefined
  readonly Permission?: string | undefined
}

/** Those of the grantees of an ACL whom Cooper has to know. */
export const aclUsersIn = (grants: readonly AclGrant[]): readonly AclUser[] => [
  ...new Set(grants.flatMap((grant) => USERS.find(({ matches }) => matches(grant))?.user ?? [])),
]

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups
const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery'
const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers'

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
const AWS_LOGS_DELIVERY = [
  'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0',
  // China
  'a52cb28745c0c06e84ec548334e44bfa7fc2a85c54af20cd59e4969344b7af56',
]

const USERS: readonly {
  readonly user: AclUser
  matches(grant: AclGrant): boolean
}[] = [
  {
    user: 'log-delivery',
    matches: ({ Grantee, Permission }) =>
      Grantee?.URI === LOG_DELIVERY && (Permission === 'WRITE' || Permission === 'FULL_CONTROL'),
  },
  {
    user: 'everyone',
    matches: ({ Grantee, Permission }) =>
      Grantee?.URI === ALL_USERS && (Permission === 'READ' || Permission === 'FULL_CONTROL'),
  },
  {
    user: 'cloudfront-logs',
    matches: ({ Grantee }) => AWS_LOGS_DELIVERY.includes(Grantee?.ID ?? ''),
  },
]
