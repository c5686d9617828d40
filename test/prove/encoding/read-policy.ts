import { inexpressible } from './inexpressible.ts'

/** A policy as IAM's grammar has it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface PlainPolicy {
  readonly variables: boolean
  readonly denies: readonly PlainStatement[]
}

export interface PlainStatement {
  readonly principals: Choice<NamedPrincipal>
  readonly actions: Choice<string>
  readonly resources: Choice<string>
  readonly conditions: readonly PlainCondition[]
}

/** The things that an element names, or all except them. */
export interface Choice<T> {
  readonly except: boolean
  readonly named: readonly T[]
}

export interface NamedPrincipal {
  readonly type: string
  readonly value: string
}

export interface PlainCondition {
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined
  /** In lower case, without `IfExists`. */
  readonly operator: string
  readonly ifExists: boolean
  readonly key: string
  readonly values: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}

const list = (value: unknown): readonly unknown[] => {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

export function readPolicy(document: unknown): PlainPolicy {
  const { Version, Statement } = fieldsOf(document)
  const statements = list(Statement).map(fieldsOf)
  return {
    variables: Version === '2012-10-17',
    denies: statements.filter(({ Effect }) => Effect === 'Deny').map(readStatement),
  }
}

function readStatement(fields: Fields): PlainStatement {
  return {
    principals: choiceOf(fields, 'Principal', namedPrincipals),
    actions: choiceOf(fields, 'Action', (value) => list(value).map(String)),
    resources: choiceOf(fields, 'Resource', (value) => list(value).map(String)),
    conditions: Object.entries(fieldsOf(fields.Condition)).flatMap(([operator, keys]) =>
      Object.entries(fieldsOf(keys)).map(([key, values]) => readCondition(operator, key, values)),
    ),
  }
}

function choiceOf<T>(fields: Fields, name: string, read: (value: unknown) => readonly T[]) {
  const except = fields[name] === undefined
  return { except, named: read(fields[except ? `Not${name}` : name]) }
}

function namedPrincipals(value: unknown): readonly NamedPrincipal[] {
  if (typeof value === 'string') return [{ type: 'AWS', value }]
  return Object.entries(fieldsOf(value)).flatMap(([type, values]) =>
    list(values).map((one) => ({ type, value: String(one) })),
  )
}

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/i

function readCondition(written: string, key: string, values: unknown): PlainCondition {
  const [, quantifier, operator = '', ifExists] = OPERATOR.exec(written) ?? []
  const expected = list(values).map(String)
  if (expected.length === 0) inexpressible('a condition without values')
  return {
    quantifier: quantifierOf(quantifier),
    operator: operator.toLowerCase(),
    ifExists: ifExists !== undefined,
    key: key.toLowerCase(),
    values: expected,
  }
}

function quantifierOf(written: string | undefined): PlainCondition['quantifier'] {
  if (written === undefined) return undefined
  return written.toLowerCase() === 'forallvalues' ? 'ForAllValues' : 'ForAnyValue'
}
