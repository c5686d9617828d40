import type { Request } from '../../../src/core/policy/request.ts'

const ALWAYS = ['aws:currenttime', 'aws:epochtime', 'aws:requestedregion', 'aws:resourceaccount']

const OF_SERVICES = /^aws:(source(arn|account|org)|principalservice)/
const OF_SESSIONS = /^(glue|codebuild|identitystore|ssm|lambda|ec2):|^aws:chatbotsourcearn$/
const OF_LISTS = /^s3:(prefix|delimiter|max-keys)$/
const OF_VERSIONS = /^s3:versionid$/
const OF_WRITES = /^s3:(x-amz-(copy|metadata|website)|requestobjecttag|if-none-match)/
const DOCUMENTED = /^(aws|s3|glue|codebuild|identitystore|ssm|lambda|ec2|saml|[^:]+\.[^:]+):/

/** Why nobody can send the request, in words of AWS's pages. `undefined` where somebody can. */
export function whyNotSendable({ caller, action, resource, context }: Request): string | undefined {
  const keys = [...context.keys()]
  const some = (pattern: RegExp): string | undefined => keys.find((key) => pattern.test(key))
  const missing = ALWAYS.find((key) => !context.has(key))
  if (missing) return `it lacks ${missing}, which is always there`
  if (context.has('aws:sourceip') === context.has('aws:sourcevpc')) {
    return 'it comes neither over the internet nor through a VPC endpoint, or both'
  }
  const isOverHttp = context.get('aws:securetransport')?.includes('false')
  if (isOverHttp && context.get('aws:viaawsservice')?.includes('true')) {
    return 'AWS does not document that a service sends requests without TLS'
  }
  const via = context.get('aws:calledvia') ?? []
  if (String(via.slice(0, 1)) !== String(context.get('aws:calledviafirst') ?? [])) {
    return 'aws:CalledViaFirst is not the first service of the list'
  }
  if (String(via.slice(-1)) !== String(context.get('aws:calledvialast') ?? [])) {
    return 'aws:CalledViaLast is not the last service of the list'
  }
  const repeated = [...context].find(([, values]) => new Set(values).size < values.length)
  if (repeated && repeated[0] !== 'aws:calledvia') return `${repeated[0]} has a value twice`
  const region = context.get('aws:requestedregion')?.[0] ?? ''
  if (resource.startsWith('arn:aws:') !== !/^(cn|us-gov|eusc|us-iso.?|eu-isoe)-/.test(region)) {
    return 'its region is in another partition'
  }
  if (!/^\d*$/.test(context.get('s3:max-keys')?.[0] ?? '')) return 'it lists half an object'
  if (some(OF_SERVICES)) return `${some(OF_SERVICES)} comes with service principals only`
  if (some(OF_SESSIONS) && caller.type !== 'role-session') return 'only sessions have such a key'
  if (some(OF_LISTS) && !/^s3:ListBucket(Versions)?$/.test(action))
    return 'only lists have prefixes'
  if (some(OF_VERSIONS) && !/Version/.test(action)) return 'it is not about a version'
  if (some(OF_WRITES) && !/Put|Bypass/.test(action)) return 'it does not write an object'
  if (keys.some((key) => !DOCUMENTED.test(key))) return 'it has an unknown key'
  if (/[\ud800-\udfff]/.test(resource.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''))) {
    return 'its key is not UTF-8'
  }
  return undefined
}
