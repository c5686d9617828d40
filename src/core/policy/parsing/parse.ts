import type { JsonObject, PatternSet, Policy, PolicyVersion, Statement } from '../document.ts'
import { refuseDuplicateFields } from './duplicate-field.ts'
import { parseConditions } from './parse-conditions.ts'
import { parsePrincipals } from './parse-principals.ts'
import { policyError, quote } from './policy-error.ts'
import { isObject, pathTo, refuseOtherFields, stringsAt } from './read-json.ts'

// In characters. S3 stores 20,480 bytes of what is sent, and gives account ids back as ARNs, which are three times as long.
const LONGEST_READ = 204_800

/**
 * Reads the text of a bucket policy, also within `{"Policy": "…"}` as `aws s3api get-bucket-policy` prints it. Throws a
 * `PolicyError` where S3 would refuse to store it.
 */
export function parsePolicyText(text: string): Policy {
  const document = readPolicyJson(text)
  const inner = isObject(document) && Object.keys(document).join() === 'Policy' && document.Policy
  return parsePolicy(typeof inner === 'string' ? readPolicyJson(inner) : document)
}

function readPolicyJson(text: string): unknown {
  const json = text.replace(/^\uFEFF/, '')
  let document: unknown
  try {
    document = JSON.parse(json)
  } catch (cause) {
    throw Object.assign(policyError('', 'is not JSON'), { cause })
  }
  refuseDuplicateFields(json)
  return document
}

/** Reads a bucket policy from parsed JSON. Throws a `PolicyError` where S3 would refuse to store it. */
export function parsePolicy(document: unknown): Policy {
  if (!isObject(document)) throw policyError('', `must be an object, not ${quote(document)}`)
  refuseOtherFields(document, '', ['Version', 'Id', 'Statement'])
  refuseEndless(document)
  return {
    version: parseVersion(document.Version),
    id: parseText(document, '', 'Id'),
    statements: parseStatements(document.Statement),
    document,
  }
}

function refuseEndless(document: JsonObject): void {
  let size: number
  try {
    size = JSON.stringify(document).length
  } catch {
    throw policyError('', 'is nested too deeply')
  }
  if (size > LONGEST_READ) {
    throw policyError('', `has ${size} characters without spaces, which no policy in S3 can have`)
  }
}

function parseVersion(version: unknown): PolicyVersion {
  if (version === undefined) return '2008-10-17'
  if (version === '2008-10-17' || version === '2012-10-17') return version
  throw policyError('Version', `must be "2012-10-17" or "2008-10-17", not ${quote(version)}`)
}

function parseText(fields: JsonObject, path: string, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || typeof value === 'string') return value
  throw policyError(pathTo(path, name), `must be a string, not ${quote(value)}`)
}

// S3 refuses an empty list, but emulators and unfinished templates may have one: it denies nothing.
function parseStatements(statements: unknown): readonly Statement[] {
  if (!Array.isArray(statements)) return [parseStatement(statements, 'Statement')]
  return statements.map((statement, index) => parseStatement(statement, `Statement[${index}]`))
}

function parseStatement(raw: unknown, path: string): Statement {
  if (!isObject(raw)) throw policyError(path, `must be an object, not ${quote(raw)}`)
  refuseOtherFields(raw, path, [
    ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction'],
    ...['Resource', 'NotResource', 'Condition'],
  ])
  return {
    sid: parseText(raw, path, 'Sid'),
    effect: parseEffect(raw.Effect, path),
    principals: parsePrincipals(raw, path),
    actions: parsePatterns(raw, path, 'Action', isAction, '"*" or like "s3:GetObject"'),
    resources: parsePatterns(
      raw,
      path,
      'Resource',
      isResource,
      '"*" or an ARN of six parts with a service',
    ),
    conditions: parseConditions(raw.Condition, pathTo(path, 'Condition')),
    raw,
  }
}

function parseEffect(effect: unknown, path: string): 'Allow' | 'Deny' {
  if (effect === 'Allow' || effect === 'Deny') return effect
  throw policyError(`${path}.Effect`, `must be "Allow" or "Deny", not ${quote(effect)}`)
}

function parsePatterns(
  raw: JsonObject,
  path: string,
  name: 'Action' | 'Resource',
  isValid: (text: string) => boolean,
  valid: string,
): PatternSet {
  const negated = requireOneOf(raw, path, name)
  const field = negated ? `Not${name}` : name
  const patterns = stringsAt(raw[field], pathTo(path, field))
  for (const [index, pattern] of patterns.entries()) {
    if (isValid(pattern)) continue
    const where = pathTo(path, field) + (Array.isArray(raw[field]) ? `[${index}]` : '')
    throw policyError(where, `must be ${valid}, not ${quote(pattern)}`)
  }
  return { negated, patterns }
}

/** Exactly one of `Action` and `NotAction` must be present. Returns whether it is the negated one. */
function requireOneOf(raw: JsonObject, path: string, name: string): boolean {
  const plain = raw[name] !== undefined
  const negated = raw[`Not${name}`] !== undefined
  if (plain && negated) throw policyError(path, `must not have both ${name} and Not${name}`)
  if (!plain && !negated) throw policyError(pathTo(path, name), 'is missing')
  return negated
}

// "Action names can include wildcards", services cannot:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
function isAction(text: string): boolean {
  return text === '*' || /^[\w-]+:[\w*?-]+$/.test(text)
}

// "You can't use a wildcard in the service segment":
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
function isResource(text: string): boolean {
  const [start, , service = '', ...rest] = text.split(':')
  return text === '*' || (start === 'arn' && rest.length >= 3 && !/[*?$]/.test(service))
}
