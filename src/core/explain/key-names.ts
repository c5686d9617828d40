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

/** A condition key in the spelling of AWS's documentation, where it is a common key. */
export const spelled = (key: string): string => SPELLING.get(key) ?? key
