import { type CollectionTag, parse, type ScalarTag, YAMLMap, type YAMLSeq } from 'yaml'
import { isTree, type YamlObject } from './tree.ts'

const FUNCTIONS = ['And', 'Equals', 'FindInMap', 'GetAtt', 'If', 'Join', 'Not', 'Or', 'Select']
const TAGS = ['Condition', 'Ref', 'Split', 'Sub', ...FUNCTIONS]

/** serverless.yml with CloudFormation's short forms written out: `!Ref X` as `{ Ref: X }`. */
export function parseServerlessYaml(text: string): YamlObject {
  const document: unknown = parse(text, { merge: true, customTags: TAGS.flatMap(tagsOf) })
  if (isTree(document)) return document
  throw new Error('Cannot read serverless.yml: it is not a map')
}

function tagsOf(name: string): (ScalarTag | CollectionTag)[] {
  const tag = `!${name}`
  const full = ['Ref', 'Condition'].includes(name) ? name : `Fn::${name}`
  return [
    { tag, resolve: (text) => ({ [full]: name === 'GetAtt' ? text.split(/\.(.*)/, 2) : text }) },
    { tag, collection: 'seq', resolve: (node) => wrap(full, plain(node)) },
    { tag, collection: 'map', resolve: (node) => wrap(full, plain(node)) },
  ]
}

function wrap(name: string, content: unknown): YAMLMap {
  const map = new YAMLMap()
  map.set(name, content)
  return map
}

// The tag is handled. The rest is an ordinary list or map.
function plain<T extends YAMLSeq | YAMLMap>(node: T): T {
  delete node.tag
  return node
}
