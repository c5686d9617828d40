import type { Policy } from '../policy/document.ts'

const KEY_NAMES = [
  'aws:SecureTransport',
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:PrincipalIsAWSService',
  'aws:PrincipalType',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:PrincipalServiceName',
  'aws:ResourceAccount',
  'aws:ResourceOrgID',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceIp',
  'aws:SourceVpc',
  'aws:SourceVpce',
  'aws:VpcSourceIp',
  'aws:ViaAWSService',
  'aws:CalledVia',
  'aws:CurrentTime',
  'aws:EpochTime',
  'aws:MultiFactorAuthAge',
  'aws:MultiFactorAuthPresent',
  'aws:RequestedRegion',
  'aws:TokenIssueTime',
  'aws:UserAgent',
  's3:TlsVersion',
  's3:ResourceAccount',
  's3:signatureAge',
  's3:authType',
] as const

const SPELLING: ReadonlyMap<string, string> = new Map(
  KEY_NAMES.map((name) => [name.toLowerCase(), name]),
)

/** The spelling of a condition key, which IAM compares in lower case. */
export type Spelling = (key: string) => string

const VARIABLE = /\$\{([^${}',]+)/g

/** Spells a condition key as AWS's documentation does or, if it is not a common one, as the policy's owner did. */
export function spellingIn({ statements }: Policy): Spelling {
  const keys = statements
    .flatMap(({ raw }) => Object.values(raw.Condition ?? {}))
    .flatMap((keys) => Object.keys(keys ?? {}))
  const variables = statements.flatMap(({ raw }) => [...JSON.stringify(raw).matchAll(VARIABLE)])
  const names = [...variables.map(([, name = '']) => name), ...keys]
  const own = new Map(names.map((name) => [name.toLowerCase(), name]))
  return (key) => SPELLING.get(key) ?? own.get(key) ?? key
}
