import type { Json } from '../../../core/policy/document.ts'

/** The long form of a function such as `!Sub`, by the tag of its value. */
export function longForm(tag: string | undefined, value: Json): Json {
  const [, name] = /^!([A-Za-z][A-Za-z0-9:]*)$/.exec(tag ?? '') ?? []
  if (name === undefined) return value
  if (name === 'Ref' || name === 'Condition') return { [name]: value }
  return { [`Fn::${name}`]: name === 'GetAtt' ? attributePath(value) : value }
}

/** `Resource.Attribute` as a list of two. The attribute may have dots. */
export function attributePath(value: Json): Json {
  if (typeof value !== 'string') return value
  const dot = value.indexOf('.')
  return dot === -1 ? [value] : [value.slice(0, dot), value.slice(dot + 1)]
}
