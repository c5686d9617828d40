// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of CloudFormation have such variables
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/policy/document.ts'
import { check, denyHttp, findingIn, templateWith } from './support.ts'

const repeated = (count: number, line: (index: number) => string, separator = '\n') =>
  Array.from({ length: count }, (_, index) => line(index)).join(separator)

const nested = (depth: number, open: string, close: string) =>
  open.repeat(depth) + close.repeat(depth)

const laughs = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]
${repeated(12, (index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(10)}x]`)}
Resources: {}`

const BUCKET = { Type: 'AWS::S3::Bucket' }
const named = (BucketName: Json) => ({ ...BUCKET, Properties: { BucketName } })
const template = (Resources: object, sections: object = {}) =>
  JSON.stringify({ ...sections, Resources })

const LOOP = (name: string, body: object) => ({
  [`Fn::ForEach::${name}`]: [name, Array.from({ length: 200 }, (_, index) => `${index}`), body],
})

describe('a text that is no template', () => {
  test.each([
    ['nothing', '', /must be an object/],
    ['words', 'hello', /must be an object/],
    ['a list', '- Resources', /must be an object/],
    ['another object', 'a: 1', /no template of CloudFormation and no plan of Terraform/],
    ['broken YAML', 'Resources: {\n  A: [', /line \d+, column \d+: /],
    ['broken JSON', '{"Resources": {', /line \d+, column \d+: /],
    ['several documents', 'Resources: {}\n---\nResources: {}', /multiple documents/],
    [
      'the configuration of Serverless Framework',
      'service: a\nprovider: {}',
      /run "serverless package"/,
    ],
    ['a key twice', 'Resources:\n  A: 1\n  A: 2', /the key "A" twice/],
    ['a key twice in JSON', '{"Resources": {"A": 1, "A": 2}}', /the key "A" twice/],
    ['a key __proto__', 'Resources: { __proto__: { Type: a } }', /a key __proto__/],
    ['a key __proto__ in JSON', '{"Resources": {"__proto__": {}}}', /a key __proto__/],
    ['a key that is a list', 'Resources: { [a]: 1 }', /a key that is no text/],
    ['aliases of aliases', laughs, /aliases make it too large/],
    ['an anchor that contains itself', 'Resources: &a\n  B: *a', /the anchor a contains itself/],
    ['a merge that contains itself', 'Resources: &a\n  <<: *a', /the anchor a contains itself/],
    ['10 MB', `a: "${'x'.repeat(10_000_000)}"`, /10000005 characters/],
    ['deep JSON', `{"Resources": ${nested(30_000, '[', ']')}}`, /nested too deeply/],
    ['deep YAML', repeated(1000, (index) => `${' '.repeat(index)}a:`), /nested too deeply/],
    ['deep YAML in lines', `Resources:\n ${'[\n '.repeat(5000)}`, /nested too deeply/],
    ['a line of brackets', '['.repeat(200_000), /a line that is too long/],
    ['a line of keys', 'a: '.repeat(400_000), /a line that is too long/],
    ['a line of quotes', '"'.repeat(1_000_000), /a line that is too long/],
    ['a line of aliases', '*a '.repeat(400_000), /a line that is too long/],
    ['lines of tags', '!a\n'.repeat(400_000), /neither YAML nor JSON/],
    ['lines of directives', '%a\n'.repeat(300_000), /neither YAML nor JSON/],
    ['the marks of what is not known', 'Resources: { "\\uE000a\\uE002\\uE001": 1 }', /private use/],
    ['such marks in JSON', '{"Resources": {"a": "\\ue000"}}', /private use/],
    [
      'loops of loops of loops',
      template(LOOP('A', LOOP('B', LOOP('C', { 'X${A}${B}${C}': BUCKET })))),
      /loops repeat too much/,
    ],
  ])('%s', (_name, text, message) => {
    const begun = performance.now()
    expect(() => check(text)).toThrow(
      expect.objectContaining({ code: 'InvalidTemplate', message: expect.stringMatching(message) }),
    )
    expect(performance.now() - begun).toBeLessThan(30_000)
  })
})

/** Bucket names that depend on each other. */
const chain = (length: number, nameAfter: (previous: string) => Json) =>
  Object.fromEntries(
    Array.from({ length }, (_, index) => [
      `B${index}`,
      named(index === 0 ? 'first' : nameAfter(`B${index - 1}`)),
    ]),
  )

describe('a template that never ends', () => {
  test.each([
    [
      'names that refer to each other',
      template({ A: named({ Ref: 'B' }), B: named({ Ref: 'A' }) }),
    ],
    ['a name that refers to itself', template({ A: named({ 'Fn::Sub': '${A}x' }) })],
    [
      'names that double each other',
      template(chain(60, (Ref) => ({ 'Fn::Join': ['', [{ Ref }, { Ref }]] }))),
    ],
    ['a long chain', template(chain(400, (Ref) => ({ Ref })))],
    [
      'conditions that double each other',
      template(
        { A: { ...BUCKET, Condition: 'C59' } },
        {
          Conditions: Object.fromEntries(
            Array.from({ length: 60 }, (_, index) => [
              `C${index}`,
              index === 0
                ? { 'Fn::Equals': ['a', 'a'] }
                : { 'Fn::And': [{ Condition: `C${index - 1}` }, { Condition: `C${index - 1}` }] },
            ]),
          ),
        },
      ),
    ],
    [
      'exports that import each other',
      template(
        { A: named({ 'Fn::ImportValue': 'a' }) },
        {
          Outputs: {
            A: { Value: { 'Fn::ImportValue': 'b' }, Export: { Name: 'a' } },
            B: { Value: { 'Fn::ImportValue': 'a' }, Export: { Name: 'b' } },
          },
        },
      ),
    ],
    [
      'a nested stack that is its own parent',
      template(
        {
          Self: {
            Type: 'AWS::CloudFormation::Stack',
            Properties: { TemplateURL: './template.yaml', Parameters: { P: { Ref: 'P' } } },
          },
          A: named({ 'Fn::GetAtt': ['Self', 'Outputs.O'] }),
        },
        {
          Parameters: { P: {} },
          Outputs: { O: { Value: { 'Fn::GetAtt': ['Self', 'Outputs.O'] } } },
        },
      ),
    ],
  ])('%s', (_name, text) => {
    expect(check(text).reports.length).toBeGreaterThan(0)
  })
})

describe('names of what every object inherits', () => {
  test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])('%s', (name) => {
    const reference = { Ref: name }
    const tags = [{ Key: 'cooper:exempt', Value: { 'Fn::FindInMap': [name, name, name] } }]
    const text = template(
      { [name]: { ...BUCKET, Properties: { Tags: tags } }, A: named(reference) },
      { Parameters: {}, Mappings: {} },
    )
    const { reports } = check(text)
    expect(reports.map(({ place }) => place.address).toSorted()).toEqual(['A', name].toSorted())
    expect(findingIn(reports.find(({ place }) => place.address === name))?.verdict).toBe('unknown')
    const undeclared = template({ A: { ...BUCKET, Condition: name } })
    expect(check(undeclared).reports).toHaveLength(1)
  })
})

test('sections and properties of other types are no reason to fail', () => {
  const text = `{"Parameters": 1, "Conditions": [], "Mappings": "x", "Outputs": {"A": 1}, "Transform": {"a": 1},
    "Resources": {"A": 1, "B": null, "C": {"Type": ["AWS::S3::Bucket"]}, "D": {"Type": "AWS::S3::BucketPolicy"},
    "E": {"Type": "AWS::S3::Bucket", "Properties": 5, "Metadata": 3, "Condition": ["x"]},
    "F": {"Type": "AWS::S3::Bucket", "Properties": {"Tags": 5, "BucketEncryption": "x", "AccessControl": [1]}}}}`
  expect(check(text).reports.map(({ place }) => place.address)).toEqual(['E', 'F'])
})

test('JSON with tabs, a byte order mark and CRLF has its places', () => {
  const text =
    '\uFEFF{\r\n\t"Resources": {\r\n\t\t"A": { "Type": "AWS::S3::Bucket" }\r\n\t}\r\n}\r\n'
  expect(check(text).reports[0]?.place).toMatchObject({ address: 'A', line: 3, column: 3 })
})

test('500 resources do not take long', () => {
  const pair = (index: number) =>
    templateWith([denyHttp()])
      .replace(/^\s*Resources:\n/, '')
      .replaceAll('Data', `Data${index}`)
  const text = `Resources:\n${repeated(250, pair, '')}`
  const begun = performance.now()
  const { reports } = check(text)
  // The benchmarks measure the time. This limit finds only what never ends.
  expect(performance.now() - begun).toBeLessThan(30_000)
  expect(reports.map((report) => findingIn(report)?.verdict)).toEqual(
    Array.from({ length: 250 }, () => 'compliant'),
  )
})
