import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The IAM action that each command of the AWS SDK requires. */
const ACTIONS: Readonly<Record<string, string>> = {
  GetBucketPolicyCommand: 's3:GetBucketPolicy',
  PutBucketPolicyCommand: 's3:PutBucketPolicy',
  GetBucketEncryptionCommand: 's3:GetEncryptionConfiguration',
  PutBucketEncryptionCommand: 's3:PutEncryptionConfiguration',
  GetBucketTaggingCommand: 's3:GetBucketTagging',
  GetBucketWebsiteCommand: 's3:GetBucketWebsite',
  GetBucketAclCommand: 's3:GetBucketAcl',
  GetBucketLoggingCommand: 's3:GetBucketLogging',
  GetObjectCommand: 's3:GetObject',
  PutObjectCommand: 's3:PutObject',
  paginateListObjectsV2: 's3:ListBucket',
  ListBucketsCommand: 's3:ListAllMyBuckets',
  ListObjectsV2Command: 's3:ListBucket',
  DeleteObjectsCommand: 's3:DeleteObject',
  PutEventsCommand: 'events:PutEvents',
  PublishCommand: 'sns:Publish',
}

/** Other permitted imports from the SDK. Not an aggregated client (`S3`), which could make any call. */
const NO_CALLS = /(Client|Exception)$/

/** The IAM actions of modules that make their calls without a command. Those of the other modules are optional or a hub's. */
const SIGNED: Readonly<Record<string, readonly string[]>> = {
  'src/aws/trail.ts': [
    'cloudtrail:DescribeTrails',
    'cloudtrail:GetEventSelectors',
    'cloudtrail:GetTrailStatus',
  ],
}

/** The IAM actions that a handler's code needs: those of every command that its modules import. */
export function actionsOf(entry: string): readonly string[] {
  const modules = [...modulesOf(resolve(entry))]
  const imported = modules.flatMap((file) => sdkImports(read(file)))
  const signed = Object.entries(SIGNED).flatMap(([module, actions]) =>
    modules.some((file) => file.endsWith(module)) ? actions : [],
  )
  const commands = imported.filter((name) => !NO_CALLS.test(name))
  return [...new Set([...commands.map(actionOf), ...signed])].sort()
}

function actionOf(command: string): string {
  const action = ACTIONS[command]
  if (!action)
    throw new Error(`Cannot determine the IAM action of "${command}": add it to api-calls.ts`)
  return action
}

function sdkImports(source: string): readonly string[] {
  const clauses = source.matchAll(/import ([^']*?) from '@aws-sdk\/client-[\w-]+'/g)
  return [...clauses].flatMap(([, clause = '']) => namesIn(clause))
}

// `type Name` makes no call. `Name as other` is the call of Name.
function namesIn(clause: string): readonly string[] {
  const names = clause.replace(/^\{|\}$/g, '').split(',')
  return names.map((name) => name.trim().replace(/ as .*/, '')).filter(isValue)
}

const isValue = (name: string) => name !== '' && !name.startsWith('type ')

function modulesOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const paths = read(file).matchAll(/(?:from|import)[ (]*'(\.{1,2}\/[^']+)'/g)
  for (const [, path = ''] of paths) modulesOf(resolve(dirname(file), path), seen)
  return seen
}

/** The source without imports and exports that do not exist at run time. */
const read = (file: string) =>
  readFileSync(file, 'utf8').replaceAll(/(?:import|export) type [\w\s{},*]+ from '[^']*'/g, '')
