import { asObject, at, stackList, type YamlObject } from '../local-aws/stack/tree.ts'
import { type PackagedTemplate, resourcesOf } from './packaged-template.ts'

/** The template of a member, with the event patterns and the permissions on buckets that the packaged service has. */
export function memberTemplate(source: YamlObject, service: PackagedTemplate): YamlObject {
  const { Resources = {} } = source
  const filled = (id: string, properties: YamlObject) => {
    const resource = asObject(at(Resources, [id]))
    return [id, { ...resource, Properties: { ...asObject(resource.Properties), ...properties } }]
  }
  const Statement = permissionsOnBuckets(service)
  const PolicyDocument = { Version: '2012-10-17', Statement }
  return {
    ...source,
    Resources: {
      ...asObject(Resources),
      ...Object.fromEntries([
        filled('BucketCreatedRule', { EventPattern: s3Pattern(service, 'CreateBucket') }),
        filled('BucketChangedRule', { EventPattern: s3Pattern(service, 'PutBucketPolicy') }),
        filled('StackEndedRule', { EventPattern: stackPattern(service) }),
        filled('MemberRole', { Policies: [{ PolicyName: 'remediate-buckets', PolicyDocument }] }),
      ]),
    },
  }
}

/** The role that the hub assumes makes the calls of Cooper. Users and the root user have no session issuer. */
const NOT_COOPER: YamlObject = {
  sessionContext: {
    sessionIssuer: {
      arn: [
        { exists: false },
        {
          'anything-but': [
            {
              'Fn::Sub':
                // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation replaces these
                'arn:${AWS::Partition}:iam::${AWS::AccountId}:role${RolePath}${MemberRoleName}',
            },
          ],
        },
      ],
    },
  },
}

function s3Pattern(service: PackagedTemplate, call: string): YamlObject {
  const pattern = patternOf(service, (one) =>
    stackList(at(one, ['detail', 'eventName'])).includes(call),
  )
  return { ...pattern, detail: { ...asObject(pattern.detail), userIdentity: NOT_COOPER } }
}

function stackPattern(service: PackagedTemplate): YamlObject {
  const { account: _, ...pattern } = patternOf(service, ({ source }) =>
    stackList(source).includes('aws.cloudformation'),
  )
  return pattern
}

function patternOf(service: PackagedTemplate, isWanted: (pattern: YamlObject) => boolean) {
  const patterns = resourcesOf(service, 'AWS::Events::Rule').map(({ EventPattern }) =>
    asObject(EventPattern),
  )
  const found = patterns.find(isWanted)
  if (!found) throw new Error('Cannot find a rule that the members need')
  return found
}

/** The statements about buckets in the roles of the functions. */
const ON_BUCKETS = ['RemediateBucketsOfThisAccount', 'FindCreationDates', 'FindAccessLogs']

function permissionsOnBuckets(service: PackagedTemplate): readonly YamlObject[] {
  const statements = resourcesOf(service, 'AWS::IAM::Role').flatMap(({ Policies }) =>
    stackList(Policies).flatMap((policy) =>
      stackList(at(policy, ['PolicyDocument', 'Statement'])).map(asObject),
    ),
  )
  return ON_BUCKETS.map((sid) => {
    const found = statements.find(({ Sid }) => Sid === sid)
    if (!found) throw new Error(`Cannot find the statement "${sid}" that the members need`)
    return withoutFunction(found)
  })
}

// The session of an assumed role is that of no function.
function withoutFunction({ Condition = {}, ...statement }: YamlObject): YamlObject {
  const { ArnEquals: _, ...others } = asObject(Condition)
  return Object.keys(others).length > 0 ? { ...statement, Condition: others } : statement
}
