import type { Yaml, YamlObject } from '../local-aws/stack/tree.ts'

const equals = (name: string, value: string): YamlObject => ({
  'Fn::Equals': [{ Ref: name }, value],
})

const not = (condition: YamlObject): YamlObject => ({ 'Fn::Not': [condition] })

const isGiven = (name: string): YamlObject => not(equals(name, ''))

const rule = (when: YamlObject, must: YamlObject, AssertDescription: string): YamlObject => ({
  RuleCondition: when,
  Assertions: [{ Assert: must, AssertDescription }],
})

const any = (...conditions: readonly Yaml[]): YamlObject => ({ 'Fn::Or': conditions })
const all = (...conditions: readonly Yaml[]): YamlObject => ({ 'Fn::And': conditions })

/** What CloudFormation checks of the parameters before it creates anything. The functions would refuse the same at their start. */
export const RULES: YamlObject = {
  PreflightNeedsKey: rule(
    equals('kmsPreflight', 'true'),
    isGiven('kmsKeyArn'),
    'kmsPreflight needs kmsKeyArn, the key whose policy it reads',
  ),
  AllowedKeysNeedKey: rule(
    isGiven('kmsKeysAllowed'),
    isGiven('kmsKeyArn'),
    'kmsKeysAllowed needs kmsKeyArn, the key that replaces one that is not allowed',
  ),
  KeyNeedsKms: rule(
    isGiven('kmsKeyArn'),
    any(not(equals('defaultEncryption', 'sse-s3')), isGiven('kmsKeysAllowed')),
    'kmsKeyArn needs defaultEncryption to be sse-kms or dsse-kms, or kmsKeysAllowed',
  ),
  QuietDaysNeedLogs: rule(
    not(equals('quietDays', '0')),
    isGiven('logBuckets'),
    'quietDays needs logBuckets, with the access logs',
  ),
  VpcNeedsSecurityGroups: rule(
    any(isGiven('vpcSubnets'), isGiven('vpcSecurityGroups')),
    all(isGiven('vpcSubnets'), isGiven('vpcSecurityGroups')),
    'vpcSubnets and vpcSecurityGroups need each other',
  ),
}
