import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { isSymbol, symbolFor } from '../readings/symbols.ts'
import { blocksIn, textIn } from './blocks.ts'
import type { References } from './references.ts'
import type { Resource } from './resources.ts'

/** The policy of a resource, as JSON. A policy that is known only after the apply may still be known in part. */
export function policyDocumentOf(resource: Resource, references: References): Json {
  const { policy } = resource.values
  if (typeof policy !== 'string') return symbolFor(`${resource.address}.policy is not a text`)
  if (!isSymbol(policy)) return parsed(policy, resource.address)
  const source = references.find(resource, 'policy', 'aws_iam_policy_document')
  return source && isWhole(source) ? documentFrom(source) : policy
}

// A policy that is no JSON is found to be none by the parser of policies.
function parsed(text: string, address: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return symbolFor(`${address}.policy is not JSON`)
  }
}

/** Whether the document is made of its own statements only, and not also of others, which may be not known. */
const isWhole = ({ values }: Resource): boolean =>
  MERGED.every((name) => {
    const value = values[name]
    return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
  })

const MERGED = [
  ...['source_json', 'override_json', 'source_policy_documents', 'override_policy_documents'],
]

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document */
const documentFrom = ({ values }: Resource): Json =>
  isSymbol(values.statement)
    ? values.statement
    : {
        Version: textIn(values.version) ?? '2012-10-17',
        Statement: Array.isArray(values.statement) ? values.statement.map(statementFrom) : [],
      }

function statementFrom(statement: Json): Json {
  if (!isObject(statement)) return statement
  const fields: Record<string, Json | undefined> = {
    Sid: textIn(statement.sid),
    Effect: textIn(statement.effect) ?? 'Allow',
    Principal: principalsFrom(statement.principals),
    NotPrincipal: principalsFrom(statement.not_principals),
    Action: listFrom(statement.actions),
    NotAction: listFrom(statement.not_actions),
    Resource: listFrom(statement.resources),
    NotResource: listFrom(statement.not_resources),
    Condition: conditionFrom(statement.condition),
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

const listFrom = (value: Json | undefined): Json | undefined =>
  isSymbol(value) || (Array.isArray(value) && value.length > 0) ? value : undefined

/** `type = "*"` stands for `"Principal": "*"`. */
function principalsFrom(value: Json | undefined): Json | undefined {
  if (isSymbol(value)) return value
  const blocks = Array.isArray(value) ? value : []
  if (blocks.length === 0) return undefined
  const unknown = blocks.find(
    (block) => isSymbol(block) || (isObject(block) && isSymbol(block.type)),
  )
  if (unknown !== undefined) return isObject(unknown) ? unknown.type : unknown
  const objects = blocksIn(value)
  if (objects.some(({ type, identifiers }) => type === '*' && includesAll(identifiers))) return '*'
  return merged(objects.map(({ type, identifiers }) => [String(type), identifiers ?? []]))
}

const includesAll = (identifiers: Json | undefined): boolean =>
  Array.isArray(identifiers) && identifiers.includes('*')

function conditionFrom(value: Json | undefined): Json | undefined {
  if (isSymbol(value)) return value
  const blocks = Array.isArray(value) ? value : []
  if (blocks.length === 0) return undefined
  const unknown = blocks.find(
    (block) =>
      isSymbol(block) || (isObject(block) && (isSymbol(block.test) || isSymbol(block.variable))),
  )
  if (unknown !== undefined)
    return isSymbol(unknown) ? unknown : symbolFor('a condition is known only after the apply')
  const tests = [...new Set(blocksIn(value).map(({ test }) => String(test)))]
  return Object.fromEntries(
    tests.map((test) => [
      test,
      merged(
        blocksIn(value)
          .filter((block) => block.test === test)
          .map(({ variable, values }) => [String(variable), values ?? []]),
      ),
    ]),
  )
}

/** Joins the lists of the same name. A list that is not known makes the whole one unknown. */
function merged(entries: readonly (readonly [name: string, values: Json])[]): JsonObject {
  const lists = new Map<string, Json>()
  for (const [name, values] of entries) {
    const present = lists.get(name)
    const isKnown = present !== undefined && !isSymbol(values)
    lists.set(name, isKnown ? (isSymbol(present) ? present : [present, values].flat()) : values)
  }
  return Object.fromEntries(lists)
}
