import { spellingIn } from '../../explain/key-names.ts'
import type { AffectedUser } from '../../finding.ts'
import type { Condition, Policy, Statement } from '../../policy/document.ts'
import { namesOfStatements } from '../../policy/statement-names.ts'

/**
 * Why a policy shows that requests come by a way on which S3 does not offer TLS 1.3. A policy does not tell the interface
 * endpoints of PrivateLink from gateway endpoints, so each VPC endpoint counts.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html
 */
export function whoLacksTls13(policy: Policy): string | undefined {
  for (const statement of policy.statements) {
    const condition = statement.conditions.find(namesVpc)
    const named = namesOfStatements(policy, [statement])
    if (condition) {
      const key = spellingIn(policy)(condition.key)
      return `The ${named} of the policy names VPC endpoints by ${key}, and S3 does not offer TLS 1.3 at interface endpoints (PrivateLink)`
    }
    if (namesMultiRegion(statement)) {
      return `The ${named} of the policy names a Multi-Region Access Point, where S3 does not offer TLS 1.3`
    }
  }
  return undefined
}

/** Who may come through a Multi-Region Access Point, by a policy that delegates access control to access points. */
export const mayLackTls13 = (policy: Policy): readonly AffectedUser[] =>
  policy.statements
    .filter(({ effect, conditions }) => effect === 'Allow' && conditions.some(delegates))
    .map((statement) => ({
      who: `callers through access points, by ${namesOfStatements(policy, [statement])}`,
      advice:
        'S3 does not offer TLS 1.3 to requests through Multi-Region Access Points, or through access points at interface endpoints (PrivateLink). If there are any, exempt the bucket first',
    }))

const delegates = ({ key }: Condition): boolean => /^s3:dataaccesspoint(account|arn)$/.test(key)

const VPC_KEYS = /^aws:(sourcevpc(e|arn)?|vpcsourceip|vpce(account|orgid|orgpaths))$/

const namesVpc = ({ key, values }: Condition): boolean =>
  VPC_KEYS.test(key) ||
  (key === 's3:accesspointnetworkorigin' && values.some((value) => /^vpc$/i.test(value)))

// The ARN of a Multi-Region Access Point has no region, and its alias ends with `.mrap`:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html
const MULTI_REGION = /^arn:[^:]*:s3::[^:]*:accesspoint\/|\.mrap$/

const namesMultiRegion = ({ conditions }: Statement): boolean =>
  conditions.some(
    ({ key, values }) =>
      key === 's3:dataaccesspointarn' && values.some((value) => MULTI_REGION.test(value)),
  )
