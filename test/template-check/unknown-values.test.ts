// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of CloudFormation have such variables
import { describe, expect, test } from 'vitest'
import { check, denyHttp, findingIn, reasonIn, templateWith, verdictIn } from './support.ts'

const PARAMETER = 'Parameters: { Open: { Type: String } }'
const TLS = denyHttp()
const ALL = "[!GetAtt Data.Arn, !Sub '${Data.Arn}/*']"

/** A statement that says nothing about TLS. */
const other = (fields: Readonly<Record<string, string>>) =>
  denyHttp({ Resource: ALL, Condition: '{ Null: { aws:PrincipalArn: true } }', ...fields })

/** Whether every value of the parameter `Open` gives the same verdict. */
const VALUES: readonly (readonly [
  name: string,
  statements: readonly string[],
  verdict: 'compliant' | 'non-compliant' | 'unknown',
])[] = [
  // Another statement that denies more or less changes nothing once plain HTTP is denied.
  ['an action of another statement', [TLS, other({ Action: '!Ref Open' })], 'compliant'],
  ['a principal of another statement', [TLS, other({ Principal: '!Ref Open' })], 'compliant'],
  ['the effect of another statement', [TLS, other({ Effect: '!Ref Open' })], 'compliant'],
  ['a whole condition of another statement', [TLS, other({ Condition: '!Ref Open' })], 'compliant'],
  ['a statement', [TLS, 'Fn::Transform: { Name: Macro }'], 'compliant'],
  [
    'an address of another statement',
    [TLS, other({ Condition: '{ NotIpAddress: { aws:SourceIp: !Ref Open } }' })],
    'compliant',
  ],
  // The statement that denies plain HTTP.
  ['its effect', [denyHttp({ Effect: '!Ref Open' })], 'unknown'],
  ['its action', [denyHttp({ Action: '!Ref Open' })], 'unknown'],
  ['one of its actions', [denyHttp({ Action: '[s3:*, !Ref Open]' })], 'compliant'],
  ['an action that it leaves out', [denyHttp({ Action: '', NotAction: '!Ref Open' })], 'unknown'],
  ['its principal', [denyHttp({ Principal: '{ AWS: !Ref Open }' })], 'unknown'],
  ['its whole principal', [denyHttp({ Principal: '!Ref Open' })], 'unknown'],
  ['one of its principals', [denyHttp({ Principal: "{ AWS: ['*', !Ref Open] }" })], 'compliant'],
  ['its resource', [denyHttp({ Resource: '!Ref Open' })], 'unknown'],
  ['one of its resources', [denyHttp({ Resource: `[!Ref Open, 'arn:aws:s3:::*']` })], 'compliant'],
  ['its condition', [denyHttp({ Condition: '!Ref Open' })], 'unknown'],
  ['an operator', [denyHttp({ Condition: '{ Bool: !Ref Open }' })], 'unknown'],
  ['a flag', [denyHttp({ Condition: '{ Bool: { aws:SecureTransport: !Ref Open } }' })], 'unknown'],
  [
    'one of two flags',
    [denyHttp({ Condition: "{ Bool: { aws:SecureTransport: [!Ref Open, 'false'] } }" })],
    'compliant',
  ],
  [
    'a version of TLS',
    [denyHttp({ Condition: '{ NumericLessThanIfExists: { s3:TlsVersion: !Ref Open } }' })],
    'unknown',
  ],
  ['Null', [denyHttp({ Condition: '{ Null: { s3:TlsVersion: !Ref Open } }' })], 'unknown'],
  // A second condition leaves requests out, whatever its value.
  [
    'an endpoint that is left out',
    [
      denyHttp({
        Condition:
          '{ Bool: { aws:SecureTransport: false }, StringNotEquals: { aws:SourceVpce: !Ref Open } }',
      }),
    ],
    'non-compliant',
  ],
  [
    'a role that is left out',
    [
      denyHttp({
        Condition:
          '{ Bool: { aws:SecureTransport: false }, ArnNotEquals: { aws:PrincipalArn: !Ref Open } }',
      }),
    ],
    'non-compliant',
  ],
  [
    'a network that is left out',
    [
      denyHttp({
        Condition:
          '{ Bool: { aws:SecureTransport: false }, NotIpAddress: { aws:SourceIp: !Ref Open } }',
      }),
    ],
    'non-compliant',
  ],
  [
    'a pattern that is left out',
    [
      denyHttp({
        Condition:
          '{ Bool: { aws:SecureTransport: false }, StringNotLike: { aws:PrincipalArn: !Ref Open } }',
      }),
    ],
    'non-compliant',
  ],
  [
    'an account that is left out, with the role of a known one',
    [
      denyHttp({
        Condition:
          "{ Bool: { aws:SecureTransport: false }, StringNotEquals: { aws:PrincipalArn: !Sub 'arn:aws:iam::${Open}:role/Reader' } }",
      }),
    ],
    'non-compliant',
  ],
  [
    'two statements that are the opposite of each other',
    [
      denyHttp({ Condition: '{ StringEquals: { aws:SourceVpce: !Ref Open } }' }),
      denyHttp({ Condition: '{ StringNotEquals: { aws:SourceVpce: !Ref Open } }' }),
    ],
    'compliant',
  ],
  [
    'two statements that are the opposite of each other only if the value is the known one',
    [
      denyHttp({ Condition: '{ StringEquals: { aws:SourceVpce: !Ref Open } }' }),
      denyHttp({ Condition: '{ StringNotEquals: { aws:SourceVpce: vpce-1 } }' }),
    ],
    'unknown',
  ],
  ['the name of a statement', [denyHttp({ Sid: '!Ref Open' })], 'compliant'],
  // Allow statements deny nothing.
  ['an Allow of somebody', [other({ Effect: 'Allow', Principal: '!Ref Open' })], 'non-compliant'],
]

describe('a value that is not known', () => {
  test.each(VALUES)('%s', (_name, statements, verdict) => {
    const text = templateWith(
      statements.map((one) => one.replace(/^Action: $\n?/m, '')),
      { sections: PARAMETER },
    )
    expect(verdictIn(text)).toBe(verdict)
  })
})

describe('public buckets', () => {
  const settings = { publicBuckets: 'exempt' } as const

  test('an Allow of somebody may be for everyone', () => {
    const text = templateWith(
      [other({ Effect: 'Allow', Principal: '!Ref Open', Condition: '{}' })],
      {
        sections: PARAMETER,
      },
    )
    expect(verdictIn(text, { settings })).toBe('unknown')
    expect(verdictIn(text, { settings, params: { Open: '*' } })).toBe('exempt')
  })

  test('an Allow of a role of the template is for nobody else', () => {
    const text = templateWith([
      other({ Effect: 'Allow', Principal: '{ AWS: !GetAtt Role.Arn }', Condition: '{}' }),
    ]).replace('Resources:', 'Resources:\n  Role: { Type: AWS::IAM::Role }')
    expect(verdictIn(text, { settings })).toBe('non-compliant')
  })
})

test('an Allow of an upload may be for a delivery of logs', () => {
  const kmsKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/a'
  const settings = { defaultEncryption: 'sse-kms', kmsKeyArn } as const
  const fields = { Effect: 'Allow', Action: 's3:PutObject', Condition: '{}' }
  const text = templateWith([other({ ...fields, Principal: '{ Service: !Ref Open }' })], {
    sections: PARAMETER,
  })
  const verdict = (params = {}) => verdictIn(text, { settings, params }, 'default-encryption')
  expect(verdict()).toBe('unknown')
  expect(verdict({ Open: 'logging.s3.amazonaws.com' })).toBe('exempt')
  expect(verdict({ Open: 'cloudtrail.amazonaws.com' })).toBe('non-compliant')
})

test('a policy of a bucket that a parameter names may be that of a bucket with a known name', () => {
  const text = templateWith([denyHttp({ Resource: "'*'" })], {
    sections: PARAMETER,
    bucket: 'Properties: { BucketName: acme-data }',
  }).replace('Bucket: !Ref Data', 'Bucket: !Ref Open')
  expect(verdictIn(text)).toBe('unknown')
  expect(verdictIn(text, { params: { Open: 'acme-data' } })).toBe('compliant')
  expect(verdictIn(text, { params: { Open: 'acme-logs' } })).toBe('non-compliant')
  const generated = text.replace('Properties: { BucketName: acme-data }', '')
  expect(verdictIn(generated)).toBe('non-compliant')
})

test('a statement may have the text of AWS', () => {
  const settings = { tlsStatement: 'canonical' } as const
  const text = templateWith([denyHttp({ Action: '!Ref Open' })], { sections: PARAMETER })
  expect(verdictIn(text, { settings })).toBe('unknown')
  expect(verdictIn(text, { settings, params: { Open: 's3:*' } })).toBe('compliant')
  const never = templateWith([other({ Action: '!Ref Open' })], { sections: PARAMETER })
  expect(verdictIn(never, { settings })).toBe('non-compliant')
})

describe('conditions that are not known', () => {
  const sections = `${PARAMETER}
Conditions: { Prod: !Equals [!Ref Open, prod], Test: !Equals [!Ref Open, test] }`

  test('of a statement, which may be left out', () => {
    const text = templateWith([`Fn::If: [Prod, {${denyInline}}, !Ref AWS::NoValue]`], { sections })
    expect(verdictIn(text)).toBe('unknown')
    expect(reasonIn(text)).toContain('Conditions: the parameter "Open" has no default')
    expect(verdictIn(text, { params: { Open: 'prod' } })).toBe('compliant')
  })

  test('of a bucket and its policy: both are there, or none', () => {
    const text = templateWith([TLS], { sections, bucket: 'Condition: Prod' }).replace(
      'DataPolicy:',
      'DataPolicy:\n    Condition: Prod',
    )
    expect(verdictIn(text)).toBe('compliant')
    expect(check(text, { params: { Open: 'test' } }).reports).toEqual([])
  })

  test('of a policy only', () => {
    const text = templateWith([TLS], { sections }).replace(
      'DataPolicy:',
      'DataPolicy:\n    Condition: Prod',
    )
    expect(verdictIn(text)).toBe('unknown')
  })

  test('one value is not equal to two texts', () => {
    const text = templateWith(
      [
        `Fn::If: [Prod, {${denyInline}}, !Ref AWS::NoValue]`,
        `Fn::If: [Prod, !Ref AWS::NoValue, {${denyInline}}]`,
      ],
      { sections },
    )
    expect(verdictIn(text)).toBe('compliant')
    const never = `Fn::If: [Prod, { Fn::If: [Test, !Ref Open, {${denyInline}}] }, {${denyInline}}]`
    expect(verdictIn(templateWith([never], { sections }))).toBe('compliant')
  })
})

const denyInline = TLS.replaceAll('\n', ', ')

describe('names of buckets that are not known', () => {
  const named = { sections: PARAMETER, bucket: "Properties: { BucketName: !Sub '${Open}-data' }" }

  test.each([
    [
      'the same text in the policy',
      "[!Sub 'arn:aws:s3:::${Open}-data', !Sub 'arn:aws:s3:::${Open}-data/*']",
      'compliant',
    ],
    [
      'a text that the name may be',
      "['arn:aws:s3:::prod-data', 'arn:aws:s3:::prod-data/*']",
      'unknown',
    ],
    [
      'a text that the name is never',
      "['arn:aws:s3:::prod-logs', 'arn:aws:s3:::prod-logs/*']",
      'non-compliant',
    ],
    [
      'a pattern that the name always matches',
      "['arn:aws:s3:::*-data', 'arn:aws:s3:::*-data/*']",
      'compliant',
    ],
    ['a pattern that the name may match', "['arn:aws:s3:::prod-*']", 'unknown'],
  ])('%s', (_name, Resource, verdict) => {
    expect(verdictIn(templateWith([denyHttp({ Resource })], named))).toBe(verdict)
  })

  test.each([
    ['a name of somebody else', "['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*']", 'non-compliant'],
    ['a pattern', "['arn:aws:s3:::my-stack-*']", 'unknown'],
  ])('%s for a name that CloudFormation generates', (_name, Resource, verdict) => {
    expect(verdictIn(templateWith([denyHttp({ Resource })]))).toBe(verdict)
  })

  test('a pattern in EXEMPT_BUCKETS that the name may match', () => {
    const text = templateWith([], named)
    const exempt = (buckets: string) => ({
      settings: { exemptBuckets: [{ control: undefined, buckets }] },
    })
    expect(verdictIn(text, exempt('prod-*'))).toBe('unknown')
    expect(verdictIn(text, exempt('*-data'))).toBe('exempt')
    expect(verdictIn(text, exempt('logs'))).toBe('non-compliant')
  })
})

describe('encryption that is not known', () => {
  const kms = (key: string, sections = PARAMETER) =>
    templateWith([TLS], {
      sections,
      bucket: `Properties:
  BucketEncryption:
    ServerSideEncryptionConfiguration:
      - BucketKeyEnabled: true
        ServerSideEncryptionByDefault: { SSEAlgorithm: aws:kms, KMSMasterKeyID: ${key} }`,
    })

  test.each([
    ['a key of a parameter, which may be of another region', '!Ref Open', 'unknown'],
    ['a key of the template', '!GetAtt Key.Arn', 'compliant'],
    [
      'a key of this region',
      "!Sub 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/${Open}'",
      'compliant',
    ],
    [
      'a key of another region',
      "!Sub 'arn:aws:kms:us-east-1:${AWS::AccountId}:key/${Open}'",
      'non-compliant',
    ],
  ])('%s', (_name, key, verdict) => {
    const text = kms(key).replace('Resources:', 'Resources:\n  Key: { Type: AWS::KMS::Key }')
    expect(verdictIn(text, {}, 'default-encryption')).toBe(verdict)
  })

  test.each([
    ['the whole rule', 'BucketEncryption: { Fn::Transform: { Name: Macro } }'],
    [
      'the account of its key',
      "BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: aws:kms, KMSMasterKeyID: !Sub 'arn:aws:kms:${Open}:123456789012:key/a' } }] }",
    ],
    ['a property that a transform adds', 'Fn::Transform: { Name: Macro }'],
    [
      'a rule that a loop adds',
      'Fn::ForEach::Rules: [Rule, !Ref Open, { "${Rule}": 1 }]\n  BucketEncryption: !Ref Open',
    ],
  ])('%s', (_name, properties) => {
    const text = templateWith([TLS], {
      sections: PARAMETER,
      bucket: `Properties:\n  ${properties}`,
    })
    expect(verdictIn(text, {}, 'default-encryption')).toBe('unknown')
  })

  test('a loop over properties', () => {
    const encryption = `{ ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] }`
    const bucket = `Properties:\n  Fn::ForEach::Names: [Name, [Encryption], { 'Bucket\${Name}': ${encryption} }]`
    expect(verdictIn(templateWith([TLS], { bucket }), {}, 'bucket-key')).toBe('non-compliant')
  })

  test('an algorithm is each of three', () => {
    const text = kms('alias/aws/s3').replace('aws:kms,', '!Ref Open,')
    expect(verdictIn(text, {}, 'default-encryption')).toBe('compliant')
    const settings = { defaultEncryption: 'sse-kms' } as const
    expect(verdictIn(text, { settings }, 'default-encryption')).toBe('unknown')
  })

  test('without a region, only what S3 does everywhere is decided', () => {
    const text = templateWith([TLS])
    expect(verdictIn(text, { region: undefined }, 'sse-c')).toBe('unknown')
    expect(verdictIn(text, { region: undefined }, 'tls-only')).toBe('compliant')
    expect(verdictIn(text, { region: 'me-south-1' }, 'sse-c')).toBe('non-compliant')
  })
})

describe('a place that is not known', () => {
  const arn = (partition: string) =>
    denyHttp({
      Resource: `[!Sub 'arn:${partition}:s3:::${'${Data}'}', !Sub 'arn:${partition}:s3:::${'${Data}'}/*']`,
    })

  test('its partition is that of the ARNs in the template', () => {
    expect(verdictIn(templateWith([arn('aws-cn')]), { region: undefined })).toBe('compliant')
    expect(verdictIn(templateWith([arn('aws-cn')]))).toBe('non-compliant')
  })

  test('an account in the template may be its own', () => {
    const settings = { defaultEncryption: 'sse-kms' } as const
    const text = templateWith([
      other({
        Effect: 'Allow',
        Principal: "{ AWS: 'arn:aws:iam::999988887777:root' }",
        Condition: '{}',
      }),
    ])
    const verdict = (account: string | undefined) =>
      verdictIn(text, { settings, account }, 'default-encryption')
    expect(verdict('999988887777')).toBe('non-compliant')
    expect(verdict('123456789012')).toBe('exempt')
    expect(verdict(undefined)).toBe('unknown')
  })
})

describe('tags that are not known', () => {
  test.each([
    ['the value of the tag', '{ Key: cooper:exempt, Value: !Ref Open }', 'unknown'],
    ['the key of a tag', '{ Key: !Ref Open, Value: all }', 'unknown'],
    ['the value of another tag', '{ Key: team, Value: !Ref Open }', 'non-compliant'],
    ['an exemption', '{ Key: cooper:exempt, Value: all it is old }', 'exempt'],
  ])('%s', (_name, tag, verdict) => {
    const text = templateWith([], { sections: PARAMETER, bucket: `Properties: { Tags: [${tag}] }` })
    expect(verdictIn(text)).toBe(verdict)
  })

  test('an exemption in the metadata of the bucket', () => {
    const text = templateWith([], { bucket: 'Metadata: { cooper: { exempt: tls-only old } }' })
    const [report] = check(text).reports
    expect(findingIn(report)?.verdict).toBe('exempt')
  })
})

test('too many readings are unknown, though those that were tried agree', () => {
  const names = ['A', 'B', 'C', 'D', 'E', 'F']
  const sections = `Parameters: {${names.map((name) => `${name}: { Type: String }`)}}
Conditions: {${names.map((name) => `Is${name}: !Equals [!Ref ${name}, x]`)}}`
  const text = templateWith(
    [TLS, ...names.map((name) => other({ Sid: `!If [Is${name}, a, b]` }))],
    {
      sections,
    },
  )
  expect(verdictIn(text)).toBe('unknown')
  expect(reasonIn(text)).toContain('leaves too much open')
})
