import { Scalar, stringify } from 'yaml'
import {
  ownersSid,
  policyIdOf,
  type TemplateEncryption,
} from '../../core/messages/snippets/template-needs.ts'
import type { Json } from '../../core/policy/document.ts'
import type { FixNeeds } from './fix-needs.ts'

/** How a language refers to the bucket. A value of YAML may be a scalar with a tag. */
interface Notation {
  readonly name: unknown
  readonly arn: unknown
  readonly objects: unknown
  /** The version of the policy language, which looks like a date to some parsers of YAML. */
  readonly version: unknown
  readonly print: (value: unknown) => string
}

export const jsonFix = (needs: FixNeeds): string =>
  cloudFormationFix(needs, {
    name: { Ref: needs.address },
    arn: { 'Fn::GetAtt': [needs.address, 'Arn'] },
    objects: { 'Fn::Sub': `\${${needs.address}.Arn}/*` },
    version: VERSION,
    print: (value) => JSON.stringify(value, undefined, 2),
  })

export const yamlFix = (needs: FixNeeds): string =>
  cloudFormationFix(needs, {
    name: tagged('!Ref', needs.address),
    arn: tagged('!GetAtt', `${needs.address}.Arn`),
    objects: tagged('!Sub', `\${${needs.address}.Arn}/*`),
    version: quoted(VERSION),
    print: (value) => stringify(value, YAML).trimEnd(),
  })

const YAML = { lineWidth: 0, aliasDuplicateObjects: false, singleQuote: true } as const

function tagged(tag: string, text: string): Scalar {
  const scalar = new Scalar(text)
  scalar.tag = tag
  return scalar
}

function quoted(text: string): Scalar {
  const scalar = new Scalar(text)
  scalar.type = 'QUOTE_SINGLE'
  return scalar
}

const VERSION = '2012-10-17'

/** What to add where. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_S3.html */
function cloudFormationFix(needs: FixNeeds, notation: Notation): string {
  const { address, policy, encryption, statements } = needs
  const { name, print } = notation
  const added = statements.map((statement) => ({
    ...statement,
    Sid: ownersSid(statement),
    Resource: [notation.arn, notation.objects],
  }))
  const resource = {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: name, PolicyDocument: { Version: notation.version, Statement: added } },
  }
  return [
    ...(encryption
      ? [`# In the properties of ${address}:\n${print({ BucketEncryption: ruleOf(encryption) })}`]
      : []),
    ...(added.length > 0 && policy === undefined
      ? [`# In Resources:\n${print({ [policyIdOf(address)]: resource })}`]
      : []),
    ...(added.length > 0 && policy !== undefined
      ? [`# In the policy document of ${policy}, beside your other statements:\n${print(added)}`]
      : []),
  ].join('\n\n')
}

const ruleOf = ({ algorithm, key, bucketKey, blocksSseC }: TemplateEncryption): Json => ({
  ServerSideEncryptionConfiguration: [
    {
      ServerSideEncryptionByDefault: {
        SSEAlgorithm: algorithm,
        ...(key && { KMSMasterKeyID: key }),
      },
      ...(bucketKey && { BucketKeyEnabled: true }),
      ...(blocksSseC && { BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }),
    },
  ],
})
