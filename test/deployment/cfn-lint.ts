import { spawnSync } from 'node:child_process'

const REGIONS = ['us-east-1', 'eu-central-1', 'us-gov-west-1', 'cn-north-1']

const EXCEPTIONS = [
  'W3005', // the Framework writes DependsOn beside Fn::GetAtt
  'W1033', // without logBuckets or a VPC, nothing is created that splits them
  'W1030', // without kmsPreflight, the policy that names kmsKeyArn is not created
]

/** What cfn-lint says of these templates. */
export const findingsOf = (files: readonly string[]): string =>
  spawnSync('cfn-lint', [
    ...files,
    ...['--regions', ...REGIONS, '--ignore-checks', ...EXCEPTIONS],
  ]).stdout.toString()
