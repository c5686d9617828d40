import { type AwsError, awsError, notImplemented } from '../http/aws-error.ts'
import { childOf, parseXml, type XmlObject, xmlText } from '../http/xml.ts'
import { checkElements, type Shape } from '../s3/content/check-elements.ts'
import { readNewKey } from '../s3/objects/encryption/new-key.ts'
import type { JobRequest } from './job.ts'

const ROOT = 'CreateJobRequest'
const MEMBERS: Shape = { member: 'text' }

const FILTER: Shape = {
  ...{ CreatedAfter: 'text', CreatedBefore: 'text' },
  ...{ ObjectSizeGreaterThanBytes: 'text', ObjectSizeLessThanBytes: 'text' },
  KeyNameConstraint: {
    MatchAnyPrefix: MEMBERS,
    MatchAnySuffix: MEMBERS,
    MatchAnySubstring: MEMBERS,
  },
  MatchAnyStorageClass: MEMBERS,
  MatchAnyObjectEncryption: {
    ObjectEncryption: {
      'SSE-S3': {},
      'SSE-KMS': { KmsKeyArn: 'text', BucketKeyEnabled: 'text' },
      'DSSE-KMS': { KmsKeyArn: 'text' },
      'SSE-C': {},
      'NOT-SSE': {},
    },
  },
}

/** Only the operation S3UpdateObjectEncryption, over a manifest that S3 generates. Anything else answers 501. */
const SHAPE: Shape = {
  ...{ ClientRequestToken: 'text', ConfirmationRequired: 'text', Description: 'text' },
  ...{ Priority: 'text', RoleArn: 'text' },
  Operation: { S3UpdateObjectEncryption: { ObjectEncryption: 'any' } },
  Report: {
    ...{ Bucket: 'text', Enabled: 'text', Format: 'text', Prefix: 'text', ReportScope: 'text' },
    ExpectedBucketOwner: 'text',
  },
  ManifestGenerator: {
    S3JobManifestGenerator: {
      ...{ EnableManifestOutput: 'text', ExpectedBucketOwner: 'text', SourceBucket: 'text' },
      Filter: FILTER,
    },
  },
}

/** Reads the body of CreateJob. Throws where S3 would refuse it, or it asks for what is not implemented. */
export function readJob(text: string): JobRequest {
  const content = parseXml(text, ROOT)
  if (content === undefined) throw invalidJob('The XML you provided was not well-formed')
  checkElements(content, SHAPE, ROOT)
  const operation = needed(content, 'Operation')
  const update = needed(operation, 'S3UpdateObjectEncryption')
  const generator = needed(content, 'ManifestGenerator')
  const report = needed(content, 'Report')
  checkReport(report)
  return {
    key: keyIn(needed(update, 'ObjectEncryption')),
    source: sourceIn(needed(generator, 'S3JobManifestGenerator')),
    token: neededText(content, 'ClientRequestToken'),
    roleArn: roleIn(content),
    priority: priorityIn(content),
    description: xmlText(content, 'Description') || undefined,
    needsConfirmation: xmlText(content, 'ConfirmationRequired') === 'true',
    ...{ operation, report, generator },
  }
}

export const invalidJob = (message: string): AwsError =>
  awsError('InvalidRequestException', 400, message)

function needed(content: XmlObject, name: string): XmlObject {
  const child = childOf(content, name)
  if (child === undefined) throw invalidJob(`Request invalid: ${name} is missing`)
  return child
}

function neededText(content: XmlObject, name: string): string {
  const text = xmlText(content, name)
  if (!text) throw invalidJob(`Request invalid: ${name} is missing`)
  return text
}

function keyIn(content: XmlObject) {
  try {
    return readNewKey(content)
  } catch (error) {
    throw invalidJob(error instanceof Error ? error.message : String(error))
  }
}

function sourceIn(generator: XmlObject): string {
  if (xmlText(generator, 'EnableManifestOutput') === 'true') {
    throw notImplemented('the element EnableManifestOutput')
  }
  return bucketOfArn(neededText(generator, 'SourceBucket'))
}

/** Buckets are named by their ARN. */
export function bucketOfArn(arn: string): string {
  const [, name] = /^arn:[\w-]+:s3:::([a-z0-9.-]+)$/.exec(arn) ?? []
  if (name === undefined) throw invalidJob(`Request invalid: "${arn}" is not the ARN of a bucket`)
  return name
}

function roleIn(content: XmlObject): string {
  const arn = neededText(content, 'RoleArn')
  if (/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(arn)) return arn
  throw invalidJob('Request invalid: RoleArn is not the ARN of a role')
}

function priorityIn(content: XmlObject): number {
  const priority = Number(neededText(content, 'Priority'))
  if (Number.isInteger(priority) && priority >= 0 && priority <= 2_147_483_647) return priority
  throw invalidJob('Request invalid: Priority must be from 0 to 2147483647')
}

function checkReport(report: XmlObject): void {
  if (xmlText(report, 'Enabled') !== 'true') return
  bucketOfArn(neededText(report, 'Bucket'))
  if (xmlText(report, 'Format') !== 'Report_CSV_20180820') {
    throw invalidJob('Request invalid: the format of a report is Report_CSV_20180820')
  }
  if (!['AllTasks', 'FailedTasksOnly'].includes(neededText(report, 'ReportScope'))) {
    throw invalidJob('Request invalid: ReportScope is AllTasks or FailedTasksOnly')
  }
}
