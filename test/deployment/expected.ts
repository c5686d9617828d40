/** The expected package for the account and region of the sample events and the stage `dev`. */

export const ROLE = 'arn:aws:iam::123456789012:role/cooper-dev-us-east-1'
export const JOURNAL = 'cooper-dev-journal-123456789012-us-east-1-an'
export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:cooper-dev'
export const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:cooper-dev-dead-letters'
export const SETTLING_QUEUE = 'arn:aws:sqs:us-east-1:123456789012:cooper-dev-settling'
export const ALARMS_OF_COOPER = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:cooper-dev-*'
export const SWEEP_ROLE = `${ROLE}-sweep`
export const SWEEP_FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:cooper-dev-sweep'
export const REVIEW_ROLE = `${ROLE}-logs`
export const REVIEW_FUNCTION =
  'arn:aws:lambda:us-east-1:123456789012:function:cooper-dev-reviewLogs'
export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:cooper-dev-bucketChanged'

export const RULES = {
  created: 'cooper-dev-bucket-created',
  changed: 'cooper-dev-bucket-changed',
  requested: 'cooper-dev-check-requested',
  ended: 'cooper-dev-stack-ended',
  continued: 'cooper-dev-sweep-continued',
  settling: 'cooper-dev-settling',
}

/** The scheduled rules. */
export const SCHEDULES = {
  sweep: 'cooper-dev-sweep',
  digest: 'cooper-dev-digest',
  review: 'cooper-dev-review-logs',
}

/** The rules of functions in the order of serverless.yml, with the function that each one invokes. */
export const TARGETS: readonly (readonly [rule: string, target: string])[] = [
  [RULES.created, FUNCTION],
  [RULES.changed, FUNCTION],
  [RULES.requested, FUNCTION],
  [RULES.ended, FUNCTION],
  [SCHEDULES.sweep, SWEEP_FUNCTION],
  [RULES.continued, SWEEP_FUNCTION],
  [SCHEDULES.digest, SWEEP_FUNCTION],
  [SCHEDULES.review, REVIEW_FUNCTION],
]

/** All rules, with their targets. */
export const ALL_TARGETS = [...TARGETS, [RULES.settling, SETTLING_QUEUE] as const]

export const ruleArn = (name: unknown) => `arn:aws:events:us-east-1:123456789012:rule/${name}`

export type Rule = keyof typeof RULES

/** Each file in events/ and the rules that must deliver it to Cooper. */
export const EVENTS: Readonly<Record<string, readonly Rule[]>> = {
  'bucket-check-requested': ['requested'],
  'bucket-check-requested-by-other-cooper': [],
  'bucket-sweep-continued': ['continued'],
  'create-bucket': ['created'],
  'create-bucket-cloudformation': ['created', 'settling'],
  'create-bucket-cn': ['created'],
  'create-bucket-console': ['created'],
  'create-bucket-eu': ['created'],
  'create-bucket-failed': [],
  'create-bucket-nameless': ['created'],
  'create-directory-bucket': [],
  'delete-bucket': [],
  'delete-bucket-encryption': ['changed'],
  'delete-bucket-policy': ['changed', 'settling'],
  'delete-bucket-tagging': ['changed'],
  'delete-bucket-website': ['changed'],
  'object-created': [],
  'put-bucket-encryption': ['changed'],
  'put-bucket-encryption-by-cooper': [],
  'put-bucket-encryption-cross-account': ['changed'],
  'put-bucket-encryption-foreign-bucket': ['changed'],
  'put-bucket-policy-by-cooper': [],
  'put-bucket-policy-by-other-cooper': ['changed'],
  'put-bucket-policy-cloudformation': ['changed'],
  'put-bucket-policy-console': ['changed'],
  'put-bucket-policy-cross-account': [],
  'put-bucket-policy-denied': [],
  'put-bucket-policy-log-delivery': ['changed'],
  'put-bucket-policy-root': ['changed'],
  'put-bucket-policy-terraform': ['changed'],
  'put-bucket-policy-text': ['changed'],
  'put-bucket-tagging': ['changed'],
  'stack-completed': ['ended'],
  'stack-in-progress': [],
  'sweep-digest-due': [],
  'sweep-scheduled': [],
  'tag-resource-of-access-point': ['changed'],
  'untag-resource': ['changed'],
}

interface Permission {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: object
}

/** The calls of Lambda itself in the function's role: it writes the log, delivers failed events, and reads from the queue. */
export const LAMBDA_ITSELF = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:SendMessage',
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
]

/** The permissions that only the code of this function may use. Lambda itself does not name the function. */
const boundTo = (functionArn: string, permissions: readonly Permission[]): readonly Permission[] =>
  permissions.map((permission) =>
    [permission.Action].flat().some((action) => LAMBDA_ITSELF.includes(action))
      ? permission
      : {
          ...permission,
          Condition: {
            ...permission.Condition,
            ArnEquals: { 'lambda:SourceFunctionArn': functionArn },
          },
        },
  )

/** All permissions of the role of `bucketChanged`. */
export const PERMISSIONS = boundTo(FUNCTION, [
  {
    Sid: 'RemediateBucketsOfThisAccount',
    Effect: 'Allow',
    Action: [
      's3:GetBucketPolicy',
      's3:PutBucketPolicy',
      's3:GetEncryptionConfiguration',
      's3:PutEncryptionConfiguration',
      's3:GetBucketTagging',
      's3:GetBucketWebsite',
      's3:GetBucketAcl',
    ],
    Resource: 'arn:aws:s3:::*',
    Condition: { StringEquals: { 's3:ResourceAccount': '123456789012' } },
  },
  { Sid: 'FindCreationDates', Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
  {
    Sid: 'ListTheJournal',
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: `arn:aws:s3:::${JOURNAL}`,
  },
  {
    Sid: 'ReadAndWriteTheJournal',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: `arn:aws:s3:::${JOURNAL}/changes/*`,
  },
  {
    Sid: 'MarkInTheOutbox',
    Effect: 'Allow',
    Action: ['s3:PutObject', 's3:DeleteObject'],
    Resource: `arn:aws:s3:::${JOURNAL}/outbox/*`,
  },
  {
    Sid: 'ClaimAnnouncements',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: `arn:aws:s3:::${JOURNAL}/announcing/*`,
  },
  {
    Sid: 'ReadHolds',
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${JOURNAL}/holds/*`,
  },
  {
    Sid: 'AskAboutAccessLogs',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: `arn:aws:s3:::${JOURNAL}/reviews/*`,
  },
  {
    Sid: 'ReadMarkersOfSweeps',
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${JOURNAL}/sweeps/runs/*`,
  },
  {
    Sid: 'WriteNotesForTheDigest',
    Effect: 'Allow',
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${JOURNAL}/sweeps/pending/*`,
  },
  {
    Sid: 'NoteDeploymentsUnderWay',
    Effect: 'Allow',
    Action: ['s3:PutObject', 's3:DeleteObject'],
    Resource: `arn:aws:s3:::${JOURNAL}/holds/account=*/bucket=*/waiting/*`,
  },
  {
    Sid: 'NoteEndsOfDeployments',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: `arn:aws:s3:::${JOURNAL}/settling/*`,
  },
  {
    Sid: 'ReceiveDelayedEvents',
    Effect: 'Allow',
    Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    Resource: SETTLING_QUEUE,
  },
  { Sid: 'Notify', Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC },
  { Sid: 'SendDeadLetters', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE },
  {
    Sid: 'Log',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource:
      'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/cooper-dev-bucketChanged:*',
  },
])

/** All permissions of the role of `sweep`. */
export const SWEEP_PERMISSIONS = boundTo(SWEEP_FUNCTION, [
  { Sid: 'ListBuckets', Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
  {
    Sid: 'RequestChecks',
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: 'arn:aws:events:us-east-1:123456789012:event-bus/default',
    Condition: { StringEquals: { 'events:source': 'cooper' } },
  },
  {
    Sid: 'FindTrails',
    Effect: 'Allow',
    Action: [
      'cloudtrail:DescribeTrails',
      'cloudtrail:GetTrailStatus',
      'cloudtrail:GetEventSelectors',
    ],
    Resource: '*',
  },
  {
    Sid: 'ListNotes',
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: `arn:aws:s3:::${JOURNAL}`,
  },
  {
    Sid: 'ReadAndWriteNotes',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    Resource: `arn:aws:s3:::${JOURNAL}/sweeps/*`,
  },
  {
    Sid: 'KeepSettings',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: `arn:aws:s3:::${JOURNAL}/settings.json`,
  },
  {
    Sid: 'EmptyTheOutbox',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    Resource: `arn:aws:s3:::${JOURNAL}/outbox/*`,
  },
  {
    Sid: 'MarkEntriesAsSent',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: [`arn:aws:s3:::${JOURNAL}/changes/*`, `arn:aws:s3:::${JOURNAL}/holds/*`],
  },
  { Sid: 'Notify', Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC },
  { Sid: 'SendDeadLetters', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE },
  {
    Sid: 'Log',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/cooper-dev-sweep:*',
  },
])

/** All permissions of the role of `reviewLogs`, without the buckets of logs that the operator names. */
export const REVIEW_PERMISSIONS = boundTo(REVIEW_FUNCTION, [
  {
    Sid: 'FindAccessLogs',
    Effect: 'Allow',
    Action: 's3:GetBucketLogging',
    Resource: 'arn:aws:s3:::*',
    Condition: { StringEquals: { 's3:ResourceAccount': '123456789012' } },
  },
  {
    Sid: 'ListQuestions',
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: `arn:aws:s3:::${JOURNAL}`,
  },
  {
    Sid: 'AnswerQuestions',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: `arn:aws:s3:::${JOURNAL}/reviews/*`,
  },
  {
    Sid: 'EndWatches',
    Effect: 'Allow',
    Action: 's3:DeleteObject',
    Resource: `arn:aws:s3:::${JOURNAL}/reviews/watched/*`,
  },
  {
    Sid: 'RequestChecks',
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: 'arn:aws:events:us-east-1:123456789012:event-bus/default',
    Condition: { StringEquals: { 'events:source': 'cooper' } },
  },
  { Sid: 'Notify', Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC },
  { Sid: 'SendDeadLetters', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE },
  {
    Sid: 'Log',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/cooper-dev-reviewLogs:*',
  },
])
