import type { BucketStack } from '../assessment/stack.ts'
import type { RemediationRecord } from '../journal/record.ts'
import { inMember, shellWord } from '../journal/undo-command.ts'
import { policyIdOf } from './snippets/template-needs.ts'

/**
 * How the owner of a stack can deploy a bucket policy of his own, although one by Cooper stands now: in lines of the e-mail.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
 */
export function stackLines(record: RemediationRecord): readonly string[] {
  const { stack, before, steps, bucket } = record
  const isPut = steps.some(({ step, status }) => step.attribute === 'policy' && status === 'done')
  if (!stack || !isPut || before.policy !== null || record.undo) return []
  return [
    `The stack ${stack.name} made this bucket, as ${stack.logicalId}. CloudFormation creates a bucket policy only where none stands. So a deployment that`,
    'adds one to the template now fails with "The bucket policy already exists". Before such a deployment, do one of these:',
    '- Import the bucket policy into the stack. Add the lines below for it to the template, and change nothing else. Then run',
    ...importCommands(stack, record).map((command) => `    ${command}`),
    '  or, with the CDK, npx cdk import, which asks for the name of the bucket.',
    `- Or let Cooper make room. The team that operates Cooper runs: ${inMember(`npx cooper yield ${shellWord(bucket)} --for 2h`, record)}`,
    "  It removes Cooper's statements and leaves them alone for that time. Deploy meanwhile. Afterwards Cooper checks the bucket again.",
  ]
}

const CHANGE_SET = 'import-bucket-policy'

function importCommands(
  { name, logicalId }: BucketStack,
  { bucket, region }: RemediationRecord,
): readonly string[] {
  const which = `--region ${region} --stack-name ${name} --change-set-name ${CHANGE_SET}`
  const resource = {
    ResourceType: 'AWS::S3::BucketPolicy',
    LogicalResourceId: policyIdOf(logicalId),
    ResourceIdentifier: { Bucket: bucket },
  }
  return [
    `aws cloudformation create-change-set ${which} --change-set-type IMPORT --capabilities CAPABILITY_NAMED_IAM --template-body file://template.yml --resources-to-import ${shellWord(JSON.stringify([resource]))}`,
    `aws cloudformation wait change-set-create-complete ${which}`,
    `aws cloudformation execute-change-set ${which}`,
  ]
}
