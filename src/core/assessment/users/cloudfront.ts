import type { AffectedUser } from '../../finding.ts'
import type { Policy, Principal } from '../../policy/document.ts'
import { namesOfStatements } from '../../policy/statement-names.ts'
import { type AllowedPrincipal, allowedPrincipals } from './allowed-principal.ts'

/** Whether it is a CloudFront origin access identity, by its ARN. */
export const isOriginAccessIdentity = ({ type, value }: Principal): boolean =>
  type === 'AWS' && ORIGIN_ACCESS_IDENTITY.test(value)

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
const ORIGIN_ACCESS_IDENTITY =
  /^arn:[a-z-]+:iam::cloudfront:user\/CloudFront Origin Access Identity /

/** Whether it is CloudFront with an origin access control. */
export const isOriginAccessControl = ({ type, value }: Principal): boolean =>
  type === 'Service' && /^cloudfront\.amazonaws\.com$/i.test(value)

/**
 * The distributions that the policy lets read. CloudFront asks S3 over the protocol of the viewer, unless an origin access
 * control signs every request:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-s3-origin.html
 */
export const viewersOverHttp = (policy: Policy): readonly AffectedUser[] =>
  allowedPrincipals(policy).flatMap((one) => {
    const how = accessOf(one)
    if (how === undefined || !one.reads) return []
    const by = namesOfStatements(policy, [one.statement])
    return [{ who: `${how.who}, by ${by}`, advice: `${how.condition}${VIEWER_POLICY}` }]
  })

const VIEWER_POLICY =
  'CloudFront requests objects over the protocol of its viewer, and viewers over plain HTTP would get "403 Forbidden". Set the viewer protocol policy of each cache behavior to "redirect-to-https" or "https-only"'

const MAY_BE_IDENTITY = 'If it is a CloudFront origin access identity: '
const MAY_NOT_SIGN = 'Where its origin access control does not always sign requests: '

function accessOf({ principal }: AllowedPrincipal) {
  const { type, value } = principal
  if (isOriginAccessIdentity(principal))
    return { who: value.slice(value.lastIndexOf('/') + 1), condition: '' }
  if (isOriginAccessControl(principal))
    return { who: 'CloudFront with an origin access control', condition: MAY_NOT_SIGN }
  return type === 'CanonicalUser'
    ? { who: `the canonical user ${value}`, condition: MAY_BE_IDENTITY }
    : undefined
}
