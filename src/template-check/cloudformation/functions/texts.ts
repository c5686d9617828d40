import type { Json } from '../../../core/policy/document.ts'
import { isObject } from '../../../core/policy/parsing/read-json.ts'
import { hasSymbol } from '../../readings/symbols.ts'
import { derived, joined, type TemplateFunction, textOf } from './function.ts'
import { getAtt, ref } from './references.ts'

/** `Fn::Join`: the items of a list with a delimiter. */
export const join: TemplateFunction = (argument, scope, resolve) => {
  const [delimiter, list] = listOf(resolve(argument, scope))
  if (typeof delimiter !== 'string' || !Array.isArray(list))
    return derived('Fn::Join', delimiter, list)
  const texts = list.flatMap((item: Json) => textOf(item) ?? [])
  return texts.length < list.length
    ? derived('Fn::Join', delimiter, list)
    : joined('Fn::Join', texts, delimiter)
}

/** `Fn::Split`: a text as a list. */
export const split: TemplateFunction = (argument, scope, resolve) => {
  const [delimiter, text] = listOf(resolve(argument, scope))
  // A symbol may have the delimiter in it.
  return typeof delimiter === 'string' &&
    delimiter !== '' &&
    typeof text === 'string' &&
    !hasSymbol(delimiter + text)
    ? text.split(delimiter)
    : derived('Fn::Split', delimiter, text)
}

/** `Fn::Select`: one item of a list. */
export const select: TemplateFunction = (argument, scope, resolve) => {
  const [index, list] = listOf(resolve(argument, scope))
  const position = textOf(index) ?? ''
  const item = Array.isArray(list) && /^\d+$/.test(position) ? list[Number(position)] : undefined
  return item ?? derived('Fn::Select', index, list)
}

/** `Fn::Sub`: a text with `${Name}` and `${Resource.Attribute}`, alone or in a list with values of its own. */
export const sub: TemplateFunction = (argument, scope, resolve) => {
  const [template, values] = typeof argument === 'string' ? [argument] : listOf(argument)
  if (typeof template !== 'string') return derived('Fn::Sub', argument)
  const own = isObject(values) ? values : {}
  const parts: string[] = []
  let isKnown = true
  let end = 0
  for (const { 0: found, 1: literal, 2: name = '', index } of template.matchAll(VARIABLE)) {
    parts.push(template.slice(end, index))
    end = index + found.length
    const text = literal === undefined ? textFor(name.trim()) : `\${${name}}`
    isKnown &&= text !== undefined
    parts.push(text ?? '')
  }
  parts.push(template.slice(end))
  return isKnown ? joined('Fn::Sub', parts) : derived('Fn::Sub', argument)

  function textFor(name: string): string | undefined {
    if (Object.hasOwn(own, name)) return textOf(resolve(own[name] ?? null, scope))
    return textOf(name.includes('.') ? getAtt(name, scope, resolve) : ref(name, scope, resolve))
  }
}

const VARIABLE = /\$\{(!)?([^}]*)\}/g

/** `Fn::Base64`. */
export const base64: TemplateFunction = (argument, scope, resolve) => {
  const text = textOf(resolve(argument, scope))
  return text === undefined || hasSymbol(text)
    ? derived('Fn::Base64', text)
    : Buffer.from(text).toString('base64')
}

/** `Fn::ToJsonString`. */
export const toJsonString: TemplateFunction = (argument, scope, resolve) =>
  joined('Fn::ToJsonString', [JSON.stringify(resolve(argument, scope) ?? null)])

/** `Fn::Length` of a list. */
export const length: TemplateFunction = (argument, scope, resolve) => {
  const list = resolve(argument, scope)
  return Array.isArray(list) ? list.length : derived('Fn::Length', list)
}

const listOf = (value: Json | undefined): readonly (Json | undefined)[] =>
  Array.isArray(value) ? value : []
