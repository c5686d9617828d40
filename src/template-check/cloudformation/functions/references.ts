import type { Json } from '../../../core/policy/document.ts'
import { printable } from '../../../core/printable.ts'
import { hasSymbol, symbolFor } from '../../readings/symbols.ts'
import { attributeOf, referenceTo } from '../identities.ts'
import { parameterValue } from '../parameters.ts'
import { isPseudoParameter, pseudoParameter } from '../pseudo-parameters.ts'
import { fieldOf, type Scope, sectionOf } from '../template.ts'
import { attributePath } from '../text/short-forms.ts'
import { derived, type TemplateFunction } from './function.ts'

/** `Ref`: a parameter, a pseudo parameter or a resource. */
export const ref: TemplateFunction = (name, scope, resolve) => {
  if (typeof name !== 'string') return derived('Ref', name)
  if (isPseudoParameter(name)) return pseudoParameter(name, scope)
  const parameter = fieldOf(sectionOf(scope.template, 'Parameters'), name)
  if (parameter !== undefined) return parameterValue(name, parameter, scope)
  return fieldOf(scope.template.resources, name) === undefined
    ? undeclared(name, scope)
    : referenceTo(name, scope, resolve)
}

const undeclared = (name: string, { template }: Scope) =>
  symbolFor(`${printable(name, 100)} is not declared in the template`, `${template.file} ${name}`)

/** `Fn::GetAtt`: an attribute of a resource. */
export const getAtt: TemplateFunction = (argument, scope, resolve) => {
  const path = attributePath(argument)
  if (!Array.isArray(path)) return derived('Fn::GetAtt', path)
  const [name, ...parts] = path.map((part: Json) => resolve(part, scope))
  const attribute = parts.join('.')
  if (typeof name !== 'string' || hasSymbol(name + attribute)) return derived('Fn::GetAtt', path)
  return fieldOf(scope.template.resources, name) === undefined
    ? undeclared(`${name}.${attribute}`, scope)
    : attributeOf(name, attribute, scope, resolve)
}

/** `Fn::ImportValue`: what another template exports. */
export const importValue: TemplateFunction = (argument, scope, resolve) => {
  const name = resolve(argument, scope)
  const exported =
    typeof name === 'string' && !hasSymbol(name) ? scope.links.importValue(name, scope) : undefined
  if (exported !== undefined) return exported
  if (typeof name !== 'string' || hasSymbol(name)) return derived('Fn::ImportValue', name)
  return symbolFor(`the import ${printable(name, 100)} is in none of the templates`)
}
