import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { cloudFormation } from '../../../src/core/messages/snippets/cloudformation.ts'
import { terraform } from '../../../src/core/messages/snippets/terraform.ts'
import {
  denySseCStatement,
  minimumTlsStatement,
  type OwnStatement,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
  uploadKeyStatement,
} from '../../../src/core/statements/cooper-statements.ts'

const BUCKET = { name: 'orders', partition: 'aws' }
const KEYS = ['arn:aws:kms:us-east-1:123456789012:key/1234abcd', '1234abcd']
const STATEMENTS: readonly OwnStatement[] = [
  tlsOnlyStatement(BUCKET),
  minimumTlsStatement(BUCKET, '1.2'),
  denySseCStatement(BUCKET),
  uploadAlgorithmStatement(BUCKET, { algorithm: 'aws:kms' }),
  uploadKeyStatement(BUCKET, { algorithm: 'aws:kms', keyNames: KEYS }),
  uploadKeyStatement(BUCKET, { algorithm: 'aws:kms:dsse', keyNames: KEYS }),
  uploadHeaderStatement(BUCKET),
]

const needsOf = (statement: OwnStatement) => ({
  ...{ bucket: 'orders', partition: 'aws', logicalId: undefined, isNewPolicy: true },
  ...{ statements: [statement], encryption: undefined },
})

const asList = (value: unknown) => [value].flat()

test.each(STATEMENTS)('lines for CloudFormation say the same as $Sid', (statement) => {
  const [, ...lines] = cloudFormation(needsOf(statement)).split('\n')
  const [written] = parse(lines.join('\n')).BucketPolicy.Properties.PolicyDocument.Statement
  const { Sid, ...expected } = statement
  expect(written).toEqual({ ...expected, Sid: Sid.replace('Cooper', '') })
})

test.each(STATEMENTS)('lines for Terraform name each action of $Sid', (statement) => {
  const actions = asList(statement.Action).map((action) => `"${action}"`)
  expect(terraform(needsOf(statement))).toContain(`actions   = [${actions.join(', ')}]`)
})
