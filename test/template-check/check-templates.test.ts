import { expect, test } from 'vitest'
import { checkTemplates } from '../../src/template-check/check-templates.ts'
import { SETTINGS } from '../support/builders.ts'

const CHECK = {
  settings: SETTINGS,
  today: '2026-11-20',
  params: {},
  region: 'eu-central-1',
  account: '123456789012',
}

const TEMPLATE = `Resources:
  Data:
    Type: AWS::S3::Bucket
  DataPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          Effect: Deny
          Principal: '*'
          Action: s3:*
          Resource: [!GetAtt Data.Arn, !Sub '\${Data.Arn}/*']
          Condition: { Bool: { aws:SecureTransport: false } }
`

test('a template whose policy denies plain HTTP is compliant, and its findings have places', () => {
  const { reports } = checkTemplates([{ file: 'template.yaml', text: TEMPLATE }], CHECK)
  expect(reports).toMatchObject([
    {
      language: 'cloudformation-yaml',
      place: { file: 'template.yaml', address: 'Data', line: 2, column: 3 },
    },
  ])
  const [report] = reports
  expect(report?.name).toBeUndefined()
  const tlsOnly = report?.findings.find(({ control }) => control === 'tls-only')
  expect(tlsOnly?.verdict).toBe('compliant')
  expect(tlsOnly?.place).toEqual({
    file: 'template.yaml',
    address: 'DataPolicy',
    line: 8,
    column: 7,
  })
})
