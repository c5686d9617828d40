import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Log } from 'sarif'
import { afterAll, describe, expect, test } from 'vitest'
import { cooper } from './run-cooper.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'cooper-'))
afterAll(() => rmSync(FOLDER, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(FOLDER, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const policyFor = (bucket: string) => `
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: ${bucket}
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Deny
            Principal: '*'
            Action: s3:*
            Resource: '*'
            Condition: { Bool: { aws:SecureTransport: 'false' } }
`
const bucket = (name: string) => `Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties: { BucketName: ${name} }
`
const OPEN = file('open.yaml', bucket('orders'))
const CLOSED = file('closed.yaml', bucket('orders') + policyFor('!Ref Data'))
const ELSEWHERE = file('policy.yaml', `Resources:${policyFor('orders')}`)
const UNDECIDED = file(
  'undecided.yaml',
  `Parameters: { Effect: { Type: String } }\n${bucket('orders')}${policyFor('!Ref Data').replace('Effect: Deny', 'Effect: !Ref Effect')}`,
)
const EXEMPT = file(
  'exempt.yaml',
  bucket('orders').replace(
    '    Type',
    '    Metadata: { cooper: { exempt: tls-only scanner } }\n    Type',
  ),
)
const NO_TEMPLATE = file('package.json', '{"name":"x"}')
const BROKEN = file('broken.yaml', 'Resources: [\n')

const CDK = join(FOLDER, 'cdk.out')
file(
  'cdk.out/manifest.json',
  JSON.stringify({
    artifacts: {
      Store: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'Store.template.json' },
      },
      Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
    },
  }),
)
file(
  'cdk.out/assembly-Prod/manifest.json',
  JSON.stringify({
    artifacts: {
      Prod: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'Prod.template.json' },
      },
    },
  }),
)
file('cdk.out/Store.assets.json', '{"Resources":{}}')
file('cdk.out/asset.1234/index.json', '{\n"Resources":{"X":{"Type":"AWS::S3::Bucket"}}}')
const CDK_BUCKET = {
  Type: 'AWS::S3::Bucket',
  Metadata: { 'aws:cdk:path': 'Store/Data/Resource' },
}
file(
  'cdk.out/Store.template.json',
  JSON.stringify({ Resources: { Data: CDK_BUCKET } }, undefined, 1),
)
file(
  'cdk.out/assembly-Prod/Prod.template.json',
  JSON.stringify({ Resources: { Logs: CDK_BUCKET } }, undefined, 1),
)

const check = (...args: readonly string[]) => cooper(['check-template', ...args])

describe('cooper check-template', () => {
  test.each<[reason: string, args: readonly string[], status: number]>([
    ['a compliant bucket', [CLOSED], 0],
    ['a bucket without a policy', [OPEN], 1],
    ['its policy stands in another file', [OPEN, '--with', ELSEWHERE], 0],
    ['an exemption in the template', [EXEMPT], 0],
    ['undecided', [UNDECIDED], 0],
    ['undecided, and that fails', [UNDECIDED, '--fail-on', 'unknown'], 1],
    ['a parameter decides', [UNDECIDED, '--param', 'Effect=Deny', '--fail-on', 'unknown'], 0],
    ['a parameter decides otherwise', [UNDECIDED, '--param', 'Effect=Allow'], 1],
    ['never fails', [OPEN, '--fail-on', 'never'], 0],
    ['another control', [OPEN, '--control', 'default-encryption'], 0],
    ['a setting', [CLOSED, '--set', 'DEFAULT_ENCRYPTION=sse-kms'], 1],
    ['several files', [CLOSED, OPEN], 1],
    ['a folder of the CDK', [CDK], 1],
    ['a file that is no template', [NO_TEMPLATE, CLOSED], 2],
    ['a file that is not YAML', [BROKEN], 2],
    ['no such file', [join(FOLDER, 'none.yaml')], 2],
    ['a folder without templates', [dirname(file('empty/x.txt', ''))], 2],
    ['wrong verdict', [OPEN, '--fail-on', 'all'], 2],
    ['wrong parameter', [OPEN, '--param', 'Effect'], 2],
    ['wrong region', [OPEN, '--region', 'nowhere'], 2],
    ['wrong account', [OPEN, '--account', '12'], 2],
    ['wrong setting', [OPEN, '--set', 'DEFAULT_ENCRYPTION=none'], 2],
    ['two outputs on standard output', [OPEN, '--json', '--sarif', '-'], 2],
    ['standard input twice', ['-', '-'], 2],
    ['no file', [], 2],
  ])('%s: %j ends with %i', async (_, args, expected) => {
    const { status, stderr } = await check(...args)
    expect(status, stderr).toBe(expected)
  })

  test('prints the bucket, its place, why, and the lines that are missing', async () => {
    const { stdout, stderr } = await check(OPEN)
    expect(stderr).toBe('')
    expect(stdout).toContain('✗ 1 bucket non-compliant')
    expect(stdout).toContain(`Data  orders  ${OPEN}:2:3`)
    expect(stdout).toContain('There is no bucket policy, so plain HTTP is not denied.')
    expect(stdout).toContain('Bucket: !Ref Data')
    expect(stdout).toMatch(/1 bucket in 1 file · 1 non-compliant\n$/)
  })

  test('a file that is no template does not stop the others, and is named', async () => {
    const { stdout, stderr } = await check(NO_TEMPLATE, OPEN, BROKEN)
    expect(stdout).toContain('✗ 1 bucket non-compliant')
    expect(stderr).toContain(`${NO_TEMPLATE}: Cannot read the template`)
    expect(stderr).toContain(`${BROKEN}: Cannot read the template`)
  })

  test('finds the stacks of a cloud assembly, and no assets', async () => {
    const { stdout } = await check(CDK, '--json')
    const places = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).place)
    expect(places.map(({ address }) => address).toSorted()).toEqual(['Data', 'Logs'])
  })

  test('--json prints one bucket per line', async () => {
    const { stdout } = await check(OPEN, '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'non-compliant',
      language: 'cloudformation-yaml',
      name: 'orders',
      place: { file: OPEN, address: 'Data', line: 2, column: 3 },
    })
  })

  test('writes SARIF and JUnit beside the table', async () => {
    const [sarif, junit] = [join(FOLDER, 'a.sarif'), join(FOLDER, 'a.xml')]
    const { status, stdout } = await check(OPEN, NO_TEMPLATE, '--sarif', sarif, '--junit', junit)
    expect(status).toBe(2)
    expect(stdout).toContain('✗ 1 bucket non-compliant')
    const log: Log = JSON.parse(readFileSync(sarif, 'utf8'))
    expect(log.runs[0]?.results?.map(({ ruleId }) => ruleId)).toEqual(['tls-only'])
    expect(log.runs[0]?.invocations?.[0]?.executionSuccessful).toBe(false)
    expect(readFileSync(junit, 'utf8')).toContain('failures="1"')
  })

  test('--github prints one command for each finding', async () => {
    const { stdout } = await check(OPEN, '--github')
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^::error file=.*open\.yaml,line=2,col=3,title=.*::Data: There is no/),
    ])
  })

  test('a template cannot write control characters to the terminal', async () => {
    const name = file('hostile.yaml', 'Resources:\n  "D\\e[31mata":\n    Type: AWS::S3::Bucket\n')
    const { stdout, stderr } = await check(name)
    expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })
})
