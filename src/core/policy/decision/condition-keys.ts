import type { Condition } from '../document.ts'

/**
 * The condition keys that AWS documents, in lower case:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html and
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export type KeyType = 'string' | 'arn' | 'boolean' | 'number' | 'date' | 'ip'

const KEY_TYPES: ReadonlyMap<string, KeyType> = new Map<string, KeyType>([
  ['aws:securetransport', 'boolean'],
  ['aws:multifactorauthpresent', 'boolean'],
  ['aws:viaawsservice', 'boolean'],
  ['aws:principalisawsservice', 'boolean'],
  ['aws:ismcpserviceaction', 'boolean'],
  ['aws:viaawsmcpservice', 'boolean'],
  ['aws:multifactorauthage', 'number'],
  ['aws:currenttime', 'date'],
  ['aws:epochtime', 'date'],
  ['aws:tokenissuetime', 'date'],
  ['aws:sourceip', 'ip'],
  ['aws:vpcsourceip', 'ip'],
  ['aws:ec2instancesourceprivateipv4', 'ip'],
  ['aws:principalarn', 'arn'],
  ['aws:sourcearn', 'arn'],
  ['aws:sourcevpcarn', 'arn'],
  ['ec2:sourceinstancearn', 'arn'],
  ['lambda:sourcefunctionarn', 'arn'],
  ['s3:dataaccesspointarn', 'arn'],
  ['s3:accessgrantsinstancearn', 'arn'],
  ['s3:inventoryaccessibleoptionalfields', 'string'],
  ['s3:max-keys', 'number'],
  ['s3:signatureage', 'number'],
  ['s3:tlsversion', 'number'],
  ['s3:object-lock-remaining-retention-days', 'number'],
  ['s3:object-lock-retain-until-date', 'date'],
  ['s3:objectcreationoperation', 'boolean'],
])

export function typeOfKey(key: string): KeyType {
  return KEY_TYPES.get(key) ?? 'string'
}

const GLOBAL_KEYS =
  `assumedroot calledvia calledviafirst calledvialast chatbotsourcearn currenttime ec2instancesourceprivateipv4
  ec2instancesourcevpc epochtime federatedprovider ismcpserviceaction multifactorauthage multifactorauthpresent
  principalaccount principalarn principalisawsservice principalorgid principalorgpaths principalservicename
  principalservicenameslist principaltype referer requestedregion resourceaccount resourceorgid resourceorgpaths
  securetransport signinsessionarn sourceaccount sourcearn sourceidentity sourceip sourceorgid sourceorgpaths sourcevpc
  sourcevpcarn sourcevpce tagkeys tokenissuetime useragent userid username viaawsmcpservice viaawsservice vpceaccount
  vpceorgid vpceorgpaths vpcsourceip`.split(/\s+/)

const OTHER_KEYS =
  /^(aws:(principal|request|resource)tag\/|(codebuild|ec2|glue|identitystore|lambda|saml|ssm|sts):|[^:]+\.[^:]+:|s3:(if-|isreplication|object-lock-|x-amz-|(accesspoint|bucket|existingobject|requestobject)tag\/|(authtype|delimiter|inventoryaccessibleoptionalfields|locationconstraint|max-keys|prefix|requestobjecttagkeys|resourceaccount|signatureage|signatureversion|tlsversion|versionid|accessgrantsinstancearn|accesspointnetworkorigin|dataaccesspointaccount|dataaccesspointarn|objectcreationoperation)$))/

/** Whether AWS documents the key for some request to S3. Keys of identity providers contain the name of a host. */
export const isDocumentedKey = (key: string): boolean =>
  OTHER_KEYS.test(key) || (key.startsWith('aws:') && GLOBAL_KEYS.includes(key.slice(4)))

const MULTIVALUED: ReadonlySet<string> = new Set([
  'aws:calledvia',
  'aws:principalorgpaths',
  'aws:principalservicenameslist',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:vpceorgpaths',
  'aws:tagkeys',
  's3:inventoryaccessibleoptionalfields',
  's3:requestobjecttagkeys',
])

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
const SINGLE =
  /^(aws:|s3:(accessgrants|accesspoint|authtype$|buckettag\/|dataaccesspoint|delimiter$|destinationregion$|existingobjecttag\/|if-|isreplication|job|location|max-keys$|object-lock-|objectcreation|prefix$|requestjob|requestobjecttag\/|resourceaccount$|signature|tlsversion$|versionid$|x-amz-))/

/** Whether a key can have several values. For a key that AWS does not list, the use of a set operator shows it. */
export function isMultivalued(key: string, conditions: readonly Condition[]): boolean {
  if (MULTIVALUED.has(key) || key.startsWith('saml:')) return true
  return !SINGLE.test(key) && conditions.some(({ quantifier }) => quantifier !== undefined)
}

const SAMPLE_VALUES: ReadonlyMap<string, string> = new Map([
  ['aws:principalorgid', 'o-exampleorg1'],
  ['aws:principalorgpaths', 'o-exampleorg1/r-ab12/ou-ab12-11111111/'],
  ['aws:calledvia', 'athena.amazonaws.com'],
  ['aws:requestedregion', 'eu-central-1'],
  ['aws:resourceaccount', '444455556666'],
  ['s3:resourceaccount', '444455556666'],
  // The value of the upload's header: an ARN, a key id or an alias.
  [
    's3:x-amz-server-side-encryption-aws-kms-key-id',
    'arn:aws:kms:us-east-1:444455556666:key/any-key',
  ],
  ['aws:sourcevpc', 'vpc-0123456789abcdef0'],
  ['aws:sourcevpce', 'vpce-0123456789abcdef0'],
  ['aws:useragent', 'curl/8.0'],
  ['aws:referer', 'http://example.com/'],
  ['aws:vpcsourceip', '10.0.0.7'],
])

/** Plausible values that a policy is unlikely to name. */
export function sampleOf(key: string): readonly string[] {
  const sample = SAMPLE_VALUES.get(key)
  if (sample !== undefined) return [sample]
  if (typeOfKey(key) === 'arn') return ['arn:aws:s3:::another-bucket']
  return typeOfKey(key) === 'string' ? ['another-value'] : []
}
