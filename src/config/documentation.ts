import type { Environment } from './environment.ts'

/** Variables of the functions, without those such as `MODE_TLS_ONLY`, which all mean the same. */
type DocumentedVariable = Exclude<
  keyof typeof Environment.entries,
  `MODE_${string}` | `GRACE_DAYS_${string}`
>

/** What each variable means, in Markdown, for the table of settings: docs/configuration.md. No function imports it. */
export const VARIABLE_MEANINGS: Readonly<Record<DocumentedVariable, string>> = {
  MODE: 'has no default: name it in each deployment. `remediate`: Cooper fixes buckets. `report`: it reports what it would do, and writes nothing to buckets. `propose`: it [proposes](announcements.md#proposals) each change, which a person approves or rejects. Needs the journal',
  GRACE_DAYS:
    'for how many days Cooper [announces](announcements.md#grace) a fix of a bucket that is older than a day. 0: it fixes at once. Needs the journal',
  QUIET_DAYS:
    'how many days of access logs Cooper [judges](announcements.md#access-logs) before it makes an announced change of a policy. 0: none. Needs `GRACE_DAYS` and `LOG_BUCKETS`',
  GRACE_EXTENSIONS:
    'how often Cooper postpones such a change by a week, where clients would be denied',
  GRACE_AT_END:
    'what Cooper does where clients would still be denied after that. `report`: it only reports. `remediate`: it makes the change',
  WITHOUT_LOGS:
    'what Cooper does where there are no access logs of all these days. `remediate`: it makes the change on its day. `report`: it only reports',
  WATCH_DAYS:
    'for how many days after a change of `tls-only` or `minimum-tls` Cooper [looks](announcements.md#after-the-change) whether S3 refuses requests because of it. 0: none. Needs `LOG_BUCKETS`',
  LOG_BUCKETS:
    'ARNs of the buckets with access logs, separated by commas; `*` stands for any text. Only a function of its own may read them. Empty: none',
  CONTROLS:
    'the [controls](controls.md) to check: `all`, or ids separated by commas. Cooper does not check the others',
  DEFAULT_ENCRYPTION: 'the weakest default encryption that a bucket may have',
  KMS_KEY_ARN:
    'full ARN of a KMS key of the same region. Cooper sets it on buckets without a customer managed key, or with one that is not allowed',
  KMS_PREFLIGHT:
    'whether Cooper reads the policy of `KMS_KEY_ARN` when it starts, and leaves a bucket alone if the policy does not let in somebody who reads or writes there. Needs `KMS_KEY_ARN`. See [Keys](#keys)',
  KMS_KEYS_ALLOWED:
    'ARNs of the KMS keys that default encryption may use, separated by commas; `*` stands for any text. Empty: every key. `ssm:/path`: a [parameter of SSM](#long-lists) has them. Needs `KMS_KEY_ARN`. See [Keys](#keys)',
  BUCKET_KEY:
    'whether SSE-KMS must use an S3 Bucket Key, which saves calls of KMS. It changes the encryption context: see [Keys](#keys)',
  SSE_C:
    '`block`: uploads with customer-provided keys (SSE-C) must be blocked. `keep`: they may be accepted. See [Switch a setting off](#switch-a-setting-off)',
  UPLOAD_ENCRYPTION:
    'which encryption headers an upload may have. `matching`: none, or those of the default encryption. `explicit`: those of the default encryption. See [Keys](#keys) on multipart uploads. `any`: all. See [Switch a setting off](#switch-a-setting-off)',
  TLS_STATEMENT:
    "`canonical`: the policy must also contain AWS's recommended statement as AWS prints it, so that AWS Config and Security Hub recognize it",
  MINIMUM_TLS_VERSION:
    'the oldest version of TLS that requests may use. `none`: every version. See [Switch a setting off](#switch-a-setting-off)',
  EXEMPT_BUCKETS:
    'names of [exempt](controls.md#by-name) buckets. `ssm:/path`: a [parameter of SSM](#long-lists) has them',
  EXEMPT_BY_TAG: 'whether the tag `cooper:exempt` [exempts](controls.md#by-tag) a bucket',
  WEBSITE_BUCKETS:
    'whether `tls-only` and `minimum-tls` leave [static websites](controls.md#what-cooper-leaves-alone) alone',
  PUBLIC_BUCKETS:
    'what `tls-only` and `minimum-tls` do with [buckets that anyone may read](controls.md#what-cooper-leaves-alone) and that are no websites. `exempt`: leave them alone. `grace`: [announce](announcements.md#grace) the fix for `GRACE_DAYS`, or for 14 days where that is 0; needs the journal. `remediate`: fix them as others',
  FLAPPING_LIMIT:
    'how often Cooper fixes a control of a bucket within `FLAPPING_HOURS`, before it [stops](reliability.md#flapping) for as long. Needs the journal',
  FLAPPING_HOURS: 'the hours that `FLAPPING_LIMIT` counts',
  SETTLE_MINUTES:
    'the minutes, from 0 to 15, for which Cooper creates no policy on a bucket that a tool is [deploying](surroundings.md#deployments-under-way), where no stack tells when that is done',
  TOPIC_ARN: 'the SNS topic for messages. `serverless.yml` sets it to the topic of the stack',
  CHAT_TOPIC_ARN:
    'the SNS topic for [chat](chat.md). `serverless.yml` sets it with `chat`. Empty: none',
  SECURITY_HUB:
    'whether the bot imports its findings on a bucket into [Security Hub](security-hub.md#from-the-bot). Needs Security Hub in the account and region of the bucket',
  POWERTOOLS_LOG_LEVEL: 'how much the functions log. A higher level would hide changes',
  JOURNAL_BUCKET:
    'the bucket of the [journal](reliability.md#journal). `serverless.yml` sets it to the bucket of the stack',
  ROLE_NAME: "the function's own role, by which Cooper recognizes its own writes",
}

/** What a variable such as `MODE_TLS_ONLY` means. */
export const MODE_MEANING = '`MODE` for this control. Empty: as `MODE`'

/** What a variable such as `GRACE_DAYS_TLS_ONLY` means. */
export const GRACE_DAYS_MEANING = '`GRACE_DAYS` for this control. Empty: as `GRACE_DAYS`'

/** Variables of the sweep only. */
export const SWEEP_MEANINGS: Readonly<Record<string, string>> = {
  SWEEP_RATE:
    'buckets a second that a [sweep](sweep.md) requests, from 1 to 1000. Not more than `reservedConcurrency` can handle, or changes wait behind the sweep',
  DIGEST_AFTER:
    'minutes without a new result after which the digest of a sweep is sent, from 0 to 1440. Checked once an hour',
}

/** Params of serverless.yml that are not in the schema. */
export const PARAM_MEANINGS: Readonly<Record<string, string>> = {
  sweepSchedule:
    'when to [sweep](sweep.md), in UTC: a [schedule](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html) of EventBridge, `cron(…)` or `rate(…)`; `off`: never',
  journalDays: 'days for which the journal is kept',
  notificationEmail: 'an e-mail address to subscribe to the topic. Empty: none',
  alarmEmail:
    'an e-mail address for the [alarm](operations.md#a-dead-letter), through a topic of its own, which works if the topic of the messages fails. Empty: none',
  metricsNamespace:
    'the CloudWatch namespace of the metrics: one metric for each outcome, `error`, `outbox` and `unreadable`',
  logRetentionInDays: 'days for which CloudWatch keeps the logs of the functions',
  memorySize:
    'MB. 512 is cheapest for a cold start ([measured](../BENCHMARKS.md#memory-size)); 128 is enough',
  timeout:
    'seconds. With less than 20 there is no time to [wait](reliability.md#retries-and-time), with 10 or less none to write',
  reservedConcurrency:
    'how many buckets Cooper handles at once. `off`: nothing is reserved. Lambda keeps 100 of the limit of an account unreserved, and refuses more',
  journal:
    '`existing`: the [bucket of an earlier stack](operations.md#deploy-again), which the removal left. The stack then leaves it as it is',
  topicKey:
    'the KMS key of the topic. `own`: [a key of the stack](operations.md#what-it-costs). `aws`: the AWS managed key, which costs nothing; the alarms then have a topic of their own. An ARN: your key, whose policy lets CloudWatch use it for the alarms',
  journalKey: 'ARN of a KMS key for the journal. Empty: SSE-S3',
  logsKey:
    'ARN of a KMS key for the logs, whose policy lets CloudWatch Logs use it. Empty: a key of AWS',
  queueKey:
    'ARN of a KMS key for the queues, whose policy lets EventBridge (`events.amazonaws.com`) use it. Empty: a key of SQS',
  namePrefix: 'what the names of all resources begin with, such as `acme-`',
  tags: 'of all resources. Set them in a block for the stage in `serverless.yml`',
  permissionsBoundary: 'ARN of the permissions boundary of the roles. Empty: none',
  rolePath: 'IAM path of the roles, with `/` at both ends',
  deploymentBucket:
    'the name of an existing bucket for the packages. `own`: the stack has a bucket for them',
  vpcSubnets:
    'ids of subnets, separated by commas, in which the functions run. They must reach S3, also in us-east-1, SNS and EventBridge. Empty: no VPC',
  vpcSecurityGroups: 'ids of the security groups, separated by commas. Needed with `vpcSubnets`',
  xray: '`true`: AWS X-Ray traces the functions',
  dashboard:
    '`false`: no [dashboard](operations.md#the-dashboard) in CloudWatch, which costs 3 USD a month after the first three',
  hub: '`true`: one Cooper for all accounts of an [organization](organization.md)',
  organizationId: 'the id of the organization, such as `o-abcde12345`. Needed with `hub`',
  members:
    'sets `MEMBERS` of a hub: `organization` for all active accounts, or ids of accounts, separated by commas',
  memberRole:
    'sets `MEMBER_ROLE` of a hub: the role in each member, with its path if it has one, as in the template of the members',
  exemptAccounts:
    'sets `EXEMPT_ACCOUNTS` of a hub: ids of accounts, separated by commas, that Cooper leaves alone',
  ownerTag:
    'sets `OWNER_TAG` of a hub: the tag of an account that names its owner, for messages and the digest',
  chat: '`true`: a second topic, for [Amazon Q Developer in chat applications](chat.md)',
  reencrypt:
    '`true`: a role for the jobs of [`npx cooper reencrypt`](objects.md#many-objects), which S3 Batch Operations only can assume',
  configValidation: '`warn` for Serverless Framework 3, which does not know Node.js 24; or `error`',
}
