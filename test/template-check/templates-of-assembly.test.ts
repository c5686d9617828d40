import { describe, expect, test } from 'vitest'
import { templatesOfAssembly } from '../../src/template-check/templates-of-assembly.ts'

const stack = (templateFile: string) => ({
  type: 'aws:cloudformation:stack',
  properties: { templateFile },
})
const manifest = (artifacts: object) => JSON.stringify({ version: '48.0.0', artifacts })

const NESTED = {
  Type: 'AWS::CloudFormation::Stack',
  Metadata: { 'aws:asset:path': 'ShopChild.nested.template.json' },
}

const FILES: Readonly<Record<string, string>> = {
  'cdk.out/manifest.json': manifest({
    Shop: stack('Shop.template.json'),
    'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
    Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
  }),
  'cdk.out/Shop.template.json': JSON.stringify({ Resources: { Child: NESTED } }),
  'cdk.out/ShopChild.nested.template.json': '{ "Resources": {} }',
  'cdk.out/Shop.assets.json': JSON.stringify({
    files: {
      a: { source: { path: 'Shop.template.json' } },
      b: { source: { path: 'ShopOther.nested.template.json' } },
      c: { source: { path: 'asset.1234', packaging: 'zip' } },
    },
  }),
  'cdk.out/ShopOther.nested.template.json': '{ "Resources": {} }',
  'cdk.out/Old.template.json': '{ "Resources": {} }',
  'cdk.out/assembly-Prod/manifest.json': manifest({ Stock: stack('Stock.template.json') }),
  'cdk.out/assembly-Prod/Stock.template.json': '{ "Resources": {} }',
}

const templatesIn = (folder: string, files = FILES) =>
  templatesOfAssembly(folder, (path) => files[path])

describe('the templates in a folder of CDK', () => {
  test.each(['cdk.out', './cdk.out', 'cdk.out/'])(
    'of %s are those of its stacks, nested stacks and stages, and no other',
    (folder) => {
      expect(templatesIn(folder)).toEqual([
        'cdk.out/Shop.template.json',
        'cdk.out/ShopChild.nested.template.json',
        'cdk.out/ShopOther.nested.template.json',
        'cdk.out/assembly-Prod/Stock.template.json',
      ])
    },
  )

  test.each([
    ['no manifest', {}, /is no manifest/],
    ['a manifest that is not JSON', { 'cdk.out/manifest.json': '{' }, /is not JSON/],
    ['a manifest without artifacts', { 'cdk.out/manifest.json': '[]' }, /is no manifest/],
    [
      'a file above it',
      { 'cdk.out/manifest.json': manifest({ A: stack('../a.json') }) },
      /outside/,
    ],
    [
      'a file elsewhere',
      { 'cdk.out/manifest.json': manifest({ A: stack('/etc/passwd') }) },
      /outside/,
    ],
    [
      'itself',
      {
        'cdk.out/manifest.json': manifest({
          A: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } },
        }),
      },
      /outside/,
    ],
  ])('cannot be read with %s', (_name, files, message) => {
    expect(() => templatesIn('cdk.out', files)).toThrow(
      expect.objectContaining({ code: 'InvalidTemplate', message: expect.stringMatching(message) }),
    )
  })
})
