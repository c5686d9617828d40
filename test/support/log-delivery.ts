import type { Json, PolicyDocument } from '../../src/core/policy/document.ts'

/**
 * A statement that AWS documents for a service that delivers logs or reports to a bucket, and a request of that service
 * that the statement allows. The statements are written from the facts on the pages, with different Sids and prefixes.
 * CloudFront's legacy logs are left out: they need a grant in the bucket's ACL, and no statement.
 */
export interface LogDelivery {
  readonly name: string
  /** Where AWS documents the statement. */
  readonly page: string
  readonly statement: (bucketArn: string) => PolicyDocument
  /** The caller: a service principal, or an account's root ARN for older load balancers. */
  readonly service: string
  /**
   * Condition keys of the request, as far as the page has them. A service's own call has neither `aws:SecureTransport`
   * nor `s3:TlsVersion`, and an SSE header only if the page says so.
   */
  readonly context: Readonly<Record<string, string>>
  readonly action: string
  /** `''` where the action is on the bucket itself. */
  readonly key: string
}

const ACCOUNT = '123456789012'
const OTHER_ACCOUNT = '210987654321'
const REGION = 'us-east-1'
const ORGANIZATION = 'o-exampleorgid'
const KMS_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
const SOURCE_BUCKET = 'arn:aws:s3:::cooper-example-source'

const DOCS = 'https://docs.aws.amazon.com'
const FULL_CONTROL = { 's3:x-amz-acl': 'bucket-owner-full-control' }
const SOURCE_ACCOUNT = { 'aws:SourceAccount': ACCOUNT }

const allow = (
  Sid: string,
  Service: string,
  Action: Json,
  Resource: Json,
  Condition?: Json,
): PolicyDocument => ({
  Sid,
  Effect: 'Allow',
  Principal: { Service },
  Action,
  Resource,
  ...(Condition !== undefined && { Condition }),
})

// --- Amazon S3 -------------------------------------------------------------------------------------------------------

const S3_GUIDE = `${DOCS}/AmazonS3/latest/userguide`
const SERVER_ACCESS_LOGS = 'logging.s3.amazonaws.com'

const serverAccessLogs: LogDelivery = {
  name: 'S3 server access logs',
  page: `${S3_GUIDE}/enable-server-access-logging.html`,
  statement: (bucketArn) =>
    allow('ServerAccessLogs', SERVER_ACCESS_LOGS, ['s3:PutObject'], `${bucketArn}/access/*`, {
      ArnLike: { 'aws:SourceArn': SOURCE_BUCKET },
      StringEquals: SOURCE_ACCOUNT,
    }),
  service: SERVER_ACCESS_LOGS,
  context: { ...SOURCE_ACCOUNT, 'aws:SourceArn': SOURCE_BUCKET },
  action: 's3:PutObject',
  key: 'access/2026-01-02-03-04-05-0123456789ABCDEF',
}

const s3Report = (report: { name: string; page: string; key: string }): LogDelivery => ({
  ...report,
  statement: (bucketArn) =>
    allow('BucketReports', 's3.amazonaws.com', 's3:PutObject', [`${bucketArn}/*`], {
      ArnLike: { 'aws:SourceArn': SOURCE_BUCKET },
      StringEquals: { ...SOURCE_ACCOUNT, ...FULL_CONTROL },
    }),
  service: 's3.amazonaws.com',
  context: { ...SOURCE_ACCOUNT, ...FULL_CONTROL, 'aws:SourceArn': SOURCE_BUCKET },
  action: 's3:PutObject',
})

const DIRECTORY_BUCKET = `arn:aws:s3express:${REGION}:${ACCOUNT}:bucket/cooper--use1-az4--x-s3`

const directoryBucketInventory: LogDelivery = {
  name: 'S3 Inventory of a directory bucket',
  page: `${S3_GUIDE}/configure-inventory.html`,
  statement: (bucketArn) =>
    allow('DirectoryReports', 's3express.amazonaws.com', 's3:PutObject', [`${bucketArn}/*`], {
      ArnLike: { 'aws:SourceARN': DIRECTORY_BUCKET },
      StringEquals: { ...SOURCE_ACCOUNT, ...FULL_CONTROL },
    }),
  service: 's3express.amazonaws.com',
  context: { ...SOURCE_ACCOUNT, ...FULL_CONTROL, 'aws:SourceArn': DIRECTORY_BUCKET },
  action: 's3:PutObject',
  key: 'inventory/cooper--use1-az4--x-s3/daily/2026-01-02T01-00Z/manifest.json',
}

const STORAGE_LENS = 'storage-lens.s3.amazonaws.com'
const DASHBOARD = `arn:aws:s3:${REGION}:${ACCOUNT}:storage-lens/cooper-dashboard`

const storageLens = (name: string, owner: string): LogDelivery => ({
  name,
  page: `${S3_GUIDE}/example-bucket-policies.html`,
  statement: (bucketArn) =>
    allow(
      'LensExport',
      STORAGE_LENS,
      's3:PutObject',
      [`${bucketArn}/lens/StorageLens/${owner}/*`],
      {
        StringEquals: { ...FULL_CONTROL, ...SOURCE_ACCOUNT, 'aws:SourceArn': DASHBOARD },
      },
    ),
  service: STORAGE_LENS,
  context: { ...FULL_CONTROL, ...SOURCE_ACCOUNT, 'aws:SourceArn': DASHBOARD },
  action: 's3:PutObject',
  key: `lens/StorageLens/${owner}/cooper-dashboard/V_1/reports/dt=2026-01-02/report.csv`,
})

const S3: readonly LogDelivery[] = [
  serverAccessLogs,
  s3Report({
    name: 'S3 Inventory',
    page: `${S3_GUIDE}/configure-inventory.html`,
    key: 'inventory/cooper-example-source/daily/2026-01-02T01-00Z/manifest.json',
  }),
  s3Report({
    name: 'S3 analytics: Storage Class Analysis',
    page: `${S3_GUIDE}/example-bucket-policies.html`,
    key: 'analytics/cooper-example-source/storage-class.csv',
  }),
  directoryBucketInventory,
  storageLens('S3 Storage Lens', ACCOUNT),
  storageLens('S3 Storage Lens of an organization', ORGANIZATION),
]

// --- Elastic Load Balancing ------------------------------------------------------------------------------------------

const ELB_GUIDE = `${DOCS}/elasticloadbalancing/latest`
const ELB = 'logdelivery.elasticloadbalancing.amazonaws.com'
const ELB_ACCOUNT = 'arn:aws:iam::127311923021:root'
const APPLICATION_LOAD_BALANCER = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/app/shop/0123456789abcdef`
const ELB_FOLDER = `lb/AWSLogs/${ACCOUNT}`

const loadBalancer = (page: { name: string; page: string; key: string }): LogDelivery => ({
  ...page,
  statement: (bucketArn) =>
    allow('LoadBalancerLogs', ELB, 's3:PutObject', `${bucketArn}/${ELB_FOLDER}/*`),
  service: ELB,
  context: {},
  action: 's3:PutObject',
})

const LOAD_BALANCERS: readonly LogDelivery[] = [
  loadBalancer({
    name: 'Application Load Balancer access logs',
    page: `${ELB_GUIDE}/application/enable-access-logging.html`,
    key: `${ELB_FOLDER}/ELBAccessLogTestFile`,
  }),
  {
    name: 'Application Load Balancer access logs, of one account and Region',
    page: `${ELB_GUIDE}/application/enable-access-logging.html`,
    statement: (bucketArn) =>
      allow('LoadBalancerLogs', ELB, 's3:PutObject', `${bucketArn}/${ELB_FOLDER}/*`, {
        ArnLike: {
          'aws:SourceArn': `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/*`,
        },
      }),
    service: ELB,
    context: { 'aws:SourceArn': APPLICATION_LOAD_BALANCER },
    action: 's3:PutObject',
    key: `${ELB_FOLDER}/elasticloadbalancing/${REGION}/2026/01/02/app.shop.log.gz`,
  },
  {
    name: 'Application Load Balancer access logs, of one organization',
    page: `${ELB_GUIDE}/application/enable-access-logging.html`,
    statement: (bucketArn) =>
      allow('LoadBalancerLogs', ELB, 's3:PutObject', `${bucketArn}/${ELB_FOLDER}/*`, {
        StringEquals: { 'aws:SourceOrgId': ORGANIZATION },
        ArnLike: { 'aws:SourceArn': 'arn:aws:elasticloadbalancing:*:*:loadbalancer/*' },
      }),
    service: ELB,
    context: { 'aws:SourceOrgID': ORGANIZATION, 'aws:SourceArn': APPLICATION_LOAD_BALANCER },
    action: 's3:PutObject',
    key: `${ELB_FOLDER}/elasticloadbalancing/${REGION}/2026/01/02/app.shop.log.gz`,
  },
  {
    // The page still lists the accounts, one to a Region, yet no longer shows the statement.
    name: 'Application Load Balancer access logs by the account of Elastic Load Balancing',
    page: `${ELB_GUIDE}/application/enable-access-logging.html`,
    statement: (bucketArn) => ({
      Sid: 'LoadBalancerLogs',
      Effect: 'Allow',
      Principal: { AWS: ELB_ACCOUNT },
      Action: 's3:PutObject',
      Resource: `${bucketArn}/${ELB_FOLDER}/*`,
    }),
    service: ELB_ACCOUNT,
    context: {},
    action: 's3:PutObject',
    key: `${ELB_FOLDER}/ELBAccessLogTestFile`,
  },
  {
    name: 'Application Load Balancer access logs from an Outposts Zone',
    page: `${ELB_GUIDE}/application/enable-access-logging.html`,
    statement: (bucketArn) =>
      allow(
        'OutpostLoadBalancerLogs',
        'logdelivery.elb.amazonaws.com',
        's3:PutObject',
        `${bucketArn}/${ELB_FOLDER}/*`,
        { StringEquals: FULL_CONTROL },
      ),
    service: 'logdelivery.elb.amazonaws.com',
    context: FULL_CONTROL,
    action: 's3:PutObject',
    key: `${ELB_FOLDER}/elasticloadbalancing/${REGION}/2026/01/02/app.shop.log.gz`,
  },
  loadBalancer({
    name: 'Application Load Balancer connection logs',
    page: `${ELB_GUIDE}/application/enable-connection-logging.html`,
    key: `${ELB_FOLDER}/ELBConnectionLogTestFile`,
  }),
  loadBalancer({
    name: 'Application Load Balancer health check logs',
    page: `${ELB_GUIDE}/application/enable-health-check-logging.html`,
    key: `${ELB_FOLDER}/ELBHealthCheckLogTestFile`,
  }),
  loadBalancer({
    name: 'Classic Load Balancer access logs',
    page: `${ELB_GUIDE}/classic/enable-access-logs.html`,
    key: `${ELB_FOLDER}/ELBAccessLogTestFile`,
  }),
]

// --- Vended logs: the log delivery of CloudWatch Logs, which many services use ---------------------------------------

const LOGS_GUIDE = `${DOCS}/AmazonCloudWatch/latest/logs`
const VENDED_LOGS = 'delivery.logs.amazonaws.com'
/** The pages call this ARN the wildcard ARN of the logs service. */
const ANY_LOGS = `arn:aws:logs:${REGION}:${ACCOUNT}:*`

interface VendedLogs {
  readonly name: string
  readonly page: string
  /** What stands between the bucket's ARN and `*`, such as `AWSLogs/123456789012/`. */
  readonly folder: string
  readonly file: string
  /** Which of the keys that say on whose behalf the service calls the page's statements ask for. */
  readonly asks?: readonly ('account' | 'arn')[]
}

/** The page's two statements: who owns the bucket, and the log itself. */
function vendedLogs(logs: VendedLogs): readonly LogDelivery[] {
  const { name, page, folder, file, asks = ['account', 'arn'] } = logs
  const account = asks.includes('account') ? { 'aws:SourceAccount': [ACCOUNT] } : {}
  const arn = asks.includes('arn') ? { ArnLike: { 'aws:SourceArn': [ANY_LOGS] } } : {}
  const context = { ...SOURCE_ACCOUNT, 'aws:SourceArn': ANY_LOGS }
  const ownerCondition = asks.includes('account') ? { StringEquals: account, ...arn } : undefined
  return [
    {
      name: `${name}: GetBucketAcl`,
      page,
      statement: (bucketArn) =>
        allow('LogBucketOwner', VENDED_LOGS, 's3:GetBucketAcl', bucketArn, ownerCondition),
      service: VENDED_LOGS,
      context,
      action: 's3:GetBucketAcl',
      key: '',
    },
    {
      name: `${name}: PutObject`,
      page,
      statement: (bucketArn) =>
        allow('LogFiles', VENDED_LOGS, 's3:PutObject', `${bucketArn}/${folder}*`, {
          StringEquals: { ...FULL_CONTROL, ...account },
          ...arn,
        }),
      service: VENDED_LOGS,
      context: { ...context, ...FULL_CONTROL },
      action: 's3:PutObject',
      key: `${folder}${file}`,
    },
  ]
}

const DELIVERY_SOURCES = `arn:aws:logs:${REGION}:${ACCOUNT}:delivery-source:*`

const vendedLogsV2 = (logs: { name: string; page: string; file: string }): LogDelivery => ({
  name: logs.name,
  page: logs.page,
  statement: (bucketArn) =>
    allow('LogFiles', VENDED_LOGS, 's3:PutObject', `${bucketArn}/AWSLogs/${ACCOUNT}/*`, {
      StringEquals: { ...FULL_CONTROL, 'aws:SourceAccount': [ACCOUNT] },
      ArnLike: { 'aws:SourceArn': [DELIVERY_SOURCES] },
    }),
  service: VENDED_LOGS,
  context: {
    ...FULL_CONTROL,
    ...SOURCE_ACCOUNT,
    'aws:SourceArn': `arn:aws:logs:${REGION}:${ACCOUNT}:delivery-source:cooper`,
  },
  action: 's3:PutObject',
  key: `AWSLogs/${ACCOUNT}/${logs.file}`,
})

const FLOW_LOG = `vpcflowlogs/${REGION}/2026/01/02/${ACCOUNT}_vpcflowlogs_${REGION}_fl-1.log.gz`

const VENDED: readonly LogDelivery[] = [
  ...vendedLogs({
    name: 'CloudWatch vended logs',
    page: `${LOGS_GUIDE}/AWS-logs-infrastructure-S3.html`,
    folder: `AWSLogs/${ACCOUNT}/`,
    file: `vendedlogs/${REGION}/2026/01/02/log.gz`,
  }),
  {
    name: 'CloudWatch vended logs: HeadBucket',
    page: `${LOGS_GUIDE}/AWS-logs-infrastructure-S3.html`,
    statement: (bucketArn) =>
      allow('LogBucket', VENDED_LOGS, ['s3:GetBucketAcl', 's3:ListBucket'], bucketArn, {
        StringEquals: { 'aws:SourceAccount': [ACCOUNT] },
        ArnLike: { 'aws:SourceArn': [ANY_LOGS] },
      }),
    service: VENDED_LOGS,
    context: { ...SOURCE_ACCOUNT, 'aws:SourceArn': ANY_LOGS },
    action: 's3:ListBucket',
    key: '',
  },
  vendedLogsV2({
    name: 'CloudWatch vended logs, version 2',
    page: `${LOGS_GUIDE}/AWS-logs-infrastructure-V2-S3.html`,
    file: `elasticloadbalancing/${REGION}/2026/01/02/log.gz`,
  }),
  vendedLogsV2({
    name: 'CloudFront standard logs, version 2',
    page: `${DOCS}/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html`,
    file: 'CloudFront/E1EXAMPLE.2026-01-02-03.01234567.gz',
  }),
  ...vendedLogs({
    name: 'Network Load Balancer access logs',
    page: `${ELB_GUIDE}/network/enable-access-logs.html`,
    folder: `nlb/AWSLogs/${ACCOUNT}/`,
    file: `elasticloadbalancing/${REGION}/2026/01/02/net.shop.log.gz`,
  }),
  ...vendedLogs({
    name: 'VPC flow logs',
    page: `${DOCS}/vpc/latest/userguide/flow-logs-s3-permissions.html`,
    folder: '',
    file: `AWSLogs/${ACCOUNT}/${FLOW_LOG}`,
  }),
  ...vendedLogs({
    name: 'VPC flow logs, in folders for Hive',
    page: `${DOCS}/vpc/latest/userguide/flow-logs-s3-permissions.html`,
    folder: `flow/AWSLogs/aws-account-id=${ACCOUNT}/`,
    file: `service=vpcflowlogs/aws-region=${REGION}/year=2026/month=01/day=02/log.gz`,
  }),
  ...vendedLogs({
    name: 'Transit gateway flow logs',
    page: `${DOCS}/vpc/latest/tgw/flow-logs-s3.html`,
    folder: '',
    file: `AWSLogs/${ACCOUNT}/${FLOW_LOG}`,
  }),
  ...vendedLogs({
    name: 'Global Accelerator flow logs',
    page: `${DOCS}/global-accelerator/latest/dg/monitoring-global-accelerator.flow-logs.html`,
    folder: `accelerator/AWSLogs/${ACCOUNT}/`,
    file: 'globalaccelerator/us-west-2/2026/01/02/log.gz',
    asks: [],
  }),
  ...vendedLogs({
    name: 'AWS WAF logs',
    page: `${DOCS}/waf/latest/developerguide/logging-s3.html`,
    folder: `AWSLogs/${ACCOUNT}/`,
    file: `WAFLogs/${REGION}/shop/2026/01/02/03/00/${ACCOUNT}_waflogs_${REGION}_shop.log.gz`,
  }),
  ...vendedLogs({
    name: 'Network Firewall logs',
    page: `${DOCS}/network-firewall/latest/developerguide/logging-s3.html`,
    folder: `firewall/AWSLogs/${ACCOUNT}/`,
    file: `network-firewall/flow/${REGION}/shop/2026/01/02/03/log.gz`,
    asks: ['account'],
  }),
]

const RESOLVER_PAGE = `${DOCS}/Route53/latest/DeveloperGuide/resolver-query-logs-choosing-target-resource.html`

/** Its statements ask for no ACL, unlike those of the other vended logs. */
const RESOLVER: readonly LogDelivery[] = [
  {
    name: 'Route 53 Resolver query logs: GetBucketAcl',
    page: RESOLVER_PAGE,
    statement: (bucketArn) =>
      allow('QueryLogBucketOwner', VENDED_LOGS, 's3:GetBucketAcl', bucketArn, {
        StringEquals: SOURCE_ACCOUNT,
      }),
    service: VENDED_LOGS,
    context: { ...SOURCE_ACCOUNT, 'aws:SourceArn': ANY_LOGS },
    action: 's3:GetBucketAcl',
    key: '',
  },
  {
    name: 'Route 53 Resolver query logs: PutObject',
    page: RESOLVER_PAGE,
    statement: (bucketArn) =>
      allow('QueryLogs', VENDED_LOGS, 's3:PutObject', `${bucketArn}/AWSLogs/${ACCOUNT}/*`, {
        StringEquals: SOURCE_ACCOUNT,
      }),
    service: VENDED_LOGS,
    context: { ...SOURCE_ACCOUNT, ...FULL_CONTROL, 'aws:SourceArn': ANY_LOGS },
    action: 's3:PutObject',
    key: `AWSLogs/${ACCOUNT}/vpcdnsquerylogs/vpc-1/2026/01/02/log.gz`,
  },
]

// --- CloudWatch Logs export ------------------------------------------------------------------------------------------

const EXPORT_PAGE = `${LOGS_GUIDE}/S3ExportTasks.html`
const LOGS_EXPORT = `logs.${REGION}.amazonaws.com`
const LOG_GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:shop`
const EXPORTING_ACCOUNTS = { 'aws:SourceAccount': [ACCOUNT, OTHER_ACCOUNT] }
const EXPORTING_GROUPS = {
  'aws:SourceArn': [
    `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:*`,
    `arn:aws:logs:${REGION}:${OTHER_ACCOUNT}:log-group:*`,
  ],
}

const LOGS_EXPORTS: readonly LogDelivery[] = [
  {
    name: 'CloudWatch Logs export: GetBucketAcl',
    page: EXPORT_PAGE,
    statement: (bucketArn) =>
      allow('ExportBucketOwner', LOGS_EXPORT, 's3:GetBucketAcl', bucketArn, {
        StringEquals: EXPORTING_ACCOUNTS,
        ArnLike: EXPORTING_GROUPS,
      }),
    service: LOGS_EXPORT,
    context: { ...SOURCE_ACCOUNT, 'aws:SourceArn': LOG_GROUP },
    action: 's3:GetBucketAcl',
    key: '',
  },
  {
    name: 'CloudWatch Logs export: PutObject',
    page: EXPORT_PAGE,
    statement: (bucketArn) =>
      allow('ExportedLogs', LOGS_EXPORT, 's3:PutObject', `${bucketArn}/*`, {
        StringEquals: { ...FULL_CONTROL, ...EXPORTING_ACCOUNTS },
        ArnLike: EXPORTING_GROUPS,
      }),
    service: LOGS_EXPORT,
    context: { ...FULL_CONTROL, ...SOURCE_ACCOUNT, 'aws:SourceArn': LOG_GROUP },
    action: 's3:PutObject',
    key: 'export/0123abcd-0123-4567-89ab-0123456789ab/stream/000000.gz',
  },
]

// --- AWS CloudTrail --------------------------------------------------------------------------------------------------

const TRAIL_GUIDE = `${DOCS}/awscloudtrail/latest/userguide`
const TRAIL_PAGE = `${TRAIL_GUIDE}/create-s3-bucket-policy-for-cloudtrail.html`
const CLOUDTRAIL = 'cloudtrail.amazonaws.com'
const TRAIL = { 'aws:SourceArn': `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/cooper` }

const trail = (name: string, folder: string): LogDelivery => ({
  name,
  page: TRAIL_PAGE,
  statement: (bucketArn) =>
    allow('TrailFiles', CLOUDTRAIL, 's3:PutObject', `${bucketArn}/${folder}/*`, {
      StringEquals: { ...FULL_CONTROL, ...TRAIL },
    }),
  service: CLOUDTRAIL,
  context: { ...FULL_CONTROL, ...SOURCE_ACCOUNT, ...TRAIL },
  action: 's3:PutObject',
  key: `${folder}/CloudTrail/${REGION}/2026/01/02/${ACCOUNT}_CloudTrail_${REGION}.json.gz`,
})

const LAKE_PAGE = `${TRAIL_GUIDE}/s3-bucket-policy-lake-query-results.html`
const LAKE_CONDITION = {
  StringEquals: { 'aws:sourceAccount': ACCOUNT },
  ArnLike: { 'aws:sourceArn': `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/*` },
}
const LAKE_CONTEXT = {
  ...SOURCE_ACCOUNT,
  'aws:SourceArn': `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/0123abcd-0123-4567-89ab-0123456789ab`,
}
const LAKE_KEY = `AWSLogs/${ACCOUNT}/CloudTrail-Lake/Query/2026/01/02/result_1.csv.gz`

const lakeResult = (action: string): LogDelivery => ({
  name: `CloudTrail Lake query results: ${action.slice('s3:'.length)}`,
  page: LAKE_PAGE,
  statement: (bucketArn) =>
    allow(
      'LakeResults',
      CLOUDTRAIL,
      ['s3:PutObject*', 's3:Abort*'],
      [bucketArn, `${bucketArn}/*`],
      LAKE_CONDITION,
    ),
  service: CLOUDTRAIL,
  context: LAKE_CONTEXT,
  action,
  key: LAKE_KEY,
})

const TRAILS: readonly LogDelivery[] = [
  {
    name: 'CloudTrail: GetBucketAcl',
    page: TRAIL_PAGE,
    statement: (bucketArn) =>
      allow('TrailBucketOwner', CLOUDTRAIL, 's3:GetBucketAcl', bucketArn, { StringEquals: TRAIL }),
    service: CLOUDTRAIL,
    context: { ...SOURCE_ACCOUNT, ...TRAIL },
    action: 's3:GetBucketAcl',
    key: '',
  },
  trail('CloudTrail: PutObject', `trail/AWSLogs/${ACCOUNT}`),
  trail('CloudTrail of an organization: PutObject', `AWSLogs/${ORGANIZATION}`),
  {
    name: 'CloudTrail Lake query results: GetBucketAcl',
    page: LAKE_PAGE,
    statement: (bucketArn) =>
      allow('LakeBucketOwner', CLOUDTRAIL, 's3:GetBucketAcl', bucketArn, LAKE_CONDITION),
    service: CLOUDTRAIL,
    context: LAKE_CONTEXT,
    action: 's3:GetBucketAcl',
    key: '',
  },
  lakeResult('s3:PutObject'),
  lakeResult('s3:AbortMultipartUpload'),
]

// --- AWS Config ------------------------------------------------------------------------------------------------------

const CONFIG_PAGE = `${DOCS}/config/latest/developerguide/s3-bucket-policy.html`
const CONFIG = 'config.amazonaws.com'
/** As the page spells the key. IAM does not mind its case. */
const CONFIG_ACCOUNT = { 'AWS:SourceAccount': ACCOUNT }

const configBucket = (action: string): LogDelivery => ({
  name: `AWS Config: ${action.slice('s3:'.length)}`,
  page: CONFIG_PAGE,
  statement: (bucketArn) =>
    allow('RecorderBucket', CONFIG, action, bucketArn, { StringEquals: CONFIG_ACCOUNT }),
  service: CONFIG,
  context: SOURCE_ACCOUNT,
  action,
  key: '',
})

const CONFIGS: readonly LogDelivery[] = [
  configBucket('s3:GetBucketAcl'),
  configBucket('s3:ListBucket'),
  {
    name: 'AWS Config: PutObject',
    page: CONFIG_PAGE,
    statement: (bucketArn) =>
      allow(
        'RecorderFiles',
        CONFIG,
        's3:PutObject',
        `${bucketArn}/recorder/AWSLogs/${ACCOUNT}/Config/*`,
        { StringEquals: { ...FULL_CONTROL, ...CONFIG_ACCOUNT } },
      ),
    service: CONFIG,
    context: { ...FULL_CONTROL, ...SOURCE_ACCOUNT },
    action: 's3:PutObject',
    key: `recorder/AWSLogs/${ACCOUNT}/Config/${REGION}/2026/1/2/ConfigHistory/history.json.gz`,
  },
]

// --- Amazon Redshift: one statement for both actions, and no conditions ----------------------------------------------

const redshift = (action: string, key: string): LogDelivery => ({
  name: `Redshift audit logs: ${action.slice('s3:'.length)}`,
  page: `${DOCS}/redshift/latest/mgmt/db-auditing.html`,
  statement: (bucketArn) =>
    allow(
      'AuditLogs',
      'redshift.amazonaws.com',
      ['s3:PutObject', 's3:GetBucketAcl'],
      [bucketArn, `${bucketArn}/*`],
    ),
  service: 'redshift.amazonaws.com',
  context: {},
  action,
  key,
})

const REDSHIFT: readonly LogDelivery[] = [
  redshift('s3:GetBucketAcl', ''),
  redshift('s3:PutObject', `AWSLogs/${ACCOUNT}/redshift/${REGION}/2026/01/02/userlog.gz`),
]

// --- Billing ---------------------------------------------------------------------------------------------------------

const BILLING_GUIDE = `${DOCS}/cur/latest/userguide`
const COST_REPORTS = 'billingreports.amazonaws.com'
/** The asterisk stands under `StringEquals` on the page, so that it can only be what the service sends. */
const COST_REPORT = {
  'aws:SourceArn': `arn:aws:cur:us-east-1:${ACCOUNT}:definition/*`,
  ...SOURCE_ACCOUNT,
}

const costReportBucket = (action: string): LogDelivery => ({
  name: `Cost and Usage Reports: ${action.slice('s3:'.length)}`,
  page: `${BILLING_GUIDE}/cur-s3.html`,
  statement: (bucketArn) =>
    allow('CostBucket', COST_REPORTS, ['s3:GetBucketAcl', 's3:GetBucketPolicy'], bucketArn, {
      StringEquals: COST_REPORT,
    }),
  service: COST_REPORTS,
  context: COST_REPORT,
  action,
  key: '',
})

const DATA_EXPORTS = 'bcm-data-exports.amazonaws.com'

const BILLING: readonly LogDelivery[] = [
  costReportBucket('s3:GetBucketAcl'),
  costReportBucket('s3:GetBucketPolicy'),
  {
    name: 'Cost and Usage Reports: PutObject',
    page: `${BILLING_GUIDE}/cur-s3.html`,
    statement: (bucketArn) =>
      allow('CostReports', COST_REPORTS, 's3:PutObject', `${bucketArn}/*`, {
        StringEquals: COST_REPORT,
      }),
    service: COST_REPORTS,
    context: COST_REPORT,
    action: 's3:PutObject',
    key: 'cost/monthly/20260101-20260201/monthly-00001.csv.gz',
  },
  {
    name: 'Billing data exports: PutObject',
    page: `${BILLING_GUIDE}/dataexports-s3-bucket.html`,
    statement: (bucketArn) => ({
      Sid: 'DataExports',
      Effect: 'Allow',
      Principal: { Service: [DATA_EXPORTS] },
      Action: ['s3:PutObject'],
      Resource: `${bucketArn}/*`,
      Condition: {
        ArnLike: { 'aws:SourceArn': `arn:aws:bcm-data-exports:us-east-1:${ACCOUNT}:export/*` },
        StringEquals: SOURCE_ACCOUNT,
      },
    }),
    service: DATA_EXPORTS,
    context: {
      ...SOURCE_ACCOUNT,
      'aws:SourceArn': `arn:aws:bcm-data-exports:us-east-1:${ACCOUNT}:export/monthly-0123abcd`,
    },
    action: 's3:PutObject',
    key: 'export/monthly/data/BILLING_PERIOD=2026-01/monthly-00001.csv.gz',
  },
]

// --- AWS Systems Manager ---------------------------------------------------------------------------------------------

const SSM_PAGE = `${DOCS}/systems-manager/latest/userguide/inventory-create-resource-data-sync.html`
const SSM = 'ssm.amazonaws.com'
const SYNC = {
  ...SOURCE_ACCOUNT,
  'aws:SourceArn': `arn:aws:ssm:${REGION}:${ACCOUNT}:resource-data-sync/cooper`,
}
const SYNC_KEY = `sync/AWS:Application/accountid=${ACCOUNT}/region=${REGION}/i-0123456789abcdef0.json`

const SYSTEMS_MANAGER: readonly LogDelivery[] = [
  {
    name: 'Systems Manager resource data sync: GetBucketAcl',
    page: SSM_PAGE,
    statement: (bucketArn) => allow('SyncBucketOwner', SSM, 's3:GetBucketAcl', bucketArn),
    service: SSM,
    context: SYNC,
    action: 's3:GetBucketAcl',
    key: '',
  },
  {
    name: 'Systems Manager resource data sync: PutObject',
    page: SSM_PAGE,
    statement: (bucketArn) =>
      allow(
        'SyncFiles',
        SSM,
        's3:PutObject',
        [`${bucketArn}/*/accountid=${ACCOUNT}/*`, `${bucketArn}/*/accountid=${OTHER_ACCOUNT}/*`],
        {
          StringEquals: { ...FULL_CONTROL, ...SOURCE_ACCOUNT },
          ArnLike: { 'aws:SourceArn': `arn:aws:ssm:*:${ACCOUNT}:resource-data-sync/*` },
        },
      ),
    service: SSM,
    context: { ...FULL_CONTROL, ...SYNC },
    action: 's3:PutObject',
    key: SYNC_KEY,
  },
  {
    name: 'Systems Manager resource data sync of an organization: PutObject',
    page: SSM_PAGE,
    statement: (bucketArn) =>
      allow('SyncFiles', SSM, 's3:PutObject', [`${bucketArn}/sync/*/accountid=*/*`], {
        StringEquals: { ...FULL_CONTROL, 'aws:SourceOrgID': ORGANIZATION },
      }),
    service: SSM,
    context: { ...FULL_CONTROL, ...SYNC, 'aws:SourceOrgID': ORGANIZATION },
    action: 's3:PutObject',
    key: SYNC_KEY,
  },
  {
    name: 'Systems Manager resource data sync of an organization: PutObjectTagging',
    page: SSM_PAGE,
    statement: (bucketArn) =>
      allow('SyncTags', SSM, 's3:PutObjectTagging', [`${bucketArn}/sync/*/accountid=*/*`]),
    service: SSM,
    context: { ...SYNC, 'aws:SourceOrgID': ORGANIZATION },
    action: 's3:PutObjectTagging',
    key: SYNC_KEY,
  },
]

// --- Findings: GuardDuty and Macie send SSE headers, which Deny statements on their pages demand of them -------------

const SSE_KMS = {
  's3:x-amz-server-side-encryption': 'aws:kms',
  's3:x-amz-server-side-encryption-aws-kms-key-id': KMS_KEY,
}

const GUARDDUTY_PAGE = `${DOCS}/guardduty/latest/ug/guardduty_exportfindings.html`
const GUARDDUTY = 'guardduty.amazonaws.com'
const DETECTOR = {
  ...SOURCE_ACCOUNT,
  'aws:SourceArn': `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/0123456789abcdef0123456789abcdef`,
}

const MACIE_PAGE = `${DOCS}/macie/latest/user/discovery-results-repository-s3.html`
const MACIE = 'macie.amazonaws.com'
const MACIE_CONDITION = {
  StringEquals: SOURCE_ACCOUNT,
  ArnLike: {
    'aws:SourceArn': [
      `arn:aws:macie2:${REGION}:${ACCOUNT}:export-configuration:*`,
      `arn:aws:macie2:${REGION}:${ACCOUNT}:classification-job/*`,
    ],
  },
}
const MACIE_CONTEXT = {
  ...SOURCE_ACCOUNT,
  'aws:SourceArn': `arn:aws:macie2:${REGION}:${ACCOUNT}:classification-job/0123456789abcdef`,
}

const INSPECTOR = 'inspector2.amazonaws.com'

const inspector = (action: string): LogDelivery => ({
  name: `Inspector findings report: ${action.slice('s3:'.length)}`,
  page: `${DOCS}/inspector/latest/user/findings-managing-exporting-reports.html`,
  statement: (bucketArn) =>
    allow(
      'FindingsReports',
      INSPECTOR,
      ['s3:PutObject', 's3:PutObjectAcl', 's3:AbortMultipartUpload'],
      `${bucketArn}/*`,
      {
        StringEquals: SOURCE_ACCOUNT,
        ArnLike: { 'aws:SourceArn': `arn:aws:inspector2:${REGION}:${ACCOUNT}:report/*` },
      },
    ),
  service: INSPECTOR,
  context: {
    ...SOURCE_ACCOUNT,
    'aws:SourceArn': `arn:aws:inspector2:${REGION}:${ACCOUNT}:report/0123abcd`,
  },
  action,
  key: 'findings/0123abcd-0123-4567-89ab-0123456789ab.csv',
})

const FINDINGS: readonly LogDelivery[] = [
  {
    name: 'GuardDuty findings: GetBucketLocation',
    page: GUARDDUTY_PAGE,
    statement: (bucketArn) =>
      allow('FindingsBucket', GUARDDUTY, 's3:GetBucketLocation', bucketArn, {
        StringEquals: DETECTOR,
      }),
    service: GUARDDUTY,
    context: DETECTOR,
    action: 's3:GetBucketLocation',
    key: '',
  },
  {
    name: 'GuardDuty findings: PutObject',
    page: GUARDDUTY_PAGE,
    statement: (bucketArn) =>
      allow('Findings', GUARDDUTY, 's3:PutObject', `${bucketArn}/findings/*`, {
        StringEquals: DETECTOR,
      }),
    service: GUARDDUTY,
    context: { ...DETECTOR, ...SSE_KMS },
    action: 's3:PutObject',
    key: `findings/AWSLogs/${ACCOUNT}/GuardDuty/${REGION}/2026/01/02/findings.jsonl.gz`,
  },
  {
    name: 'Macie discovery results: GetBucketLocation',
    page: MACIE_PAGE,
    statement: (bucketArn) =>
      allow('ResultsBucket', MACIE, 's3:GetBucketLocation', bucketArn, MACIE_CONDITION),
    service: MACIE,
    context: MACIE_CONTEXT,
    action: 's3:GetBucketLocation',
    key: '',
  },
  {
    name: 'Macie discovery results: PutObject',
    page: MACIE_PAGE,
    statement: (bucketArn) =>
      allow('Results', MACIE, 's3:PutObject', `${bucketArn}/results/*`, MACIE_CONDITION),
    service: MACIE,
    context: { ...MACIE_CONTEXT, ...SSE_KMS },
    action: 's3:PutObject',
    key: `results/AWSLogs/${ACCOUNT}/Macie/${REGION}/0123456789abcdef/results.jsonl.gz`,
  },
  inspector('s3:PutObject'),
  inspector('s3:PutObjectAcl'),
  inspector('s3:AbortMultipartUpload'),
]

export const LOG_DELIVERIES: readonly LogDelivery[] = [
  ...S3,
  ...LOAD_BALANCERS,
  ...VENDED,
  ...RESOLVER,
  ...LOGS_EXPORTS,
  ...TRAILS,
  ...CONFIGS,
  ...REDSHIFT,
  ...BILLING,
  ...SYSTEMS_MANAGER,
  ...FINDINGS,
]
