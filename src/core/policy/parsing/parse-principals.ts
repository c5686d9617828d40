import type { JsonObject, Principal, PrincipalSet } from '../document.ts'
import { policyError, quote } from './policy-error.ts'
import { isObject, pathTo, refuseOtherFields, stringsAt } from './read-json.ts'

const PRINCIPAL_KINDS = ['AWS', 'Federated', 'Service', 'CanonicalUser'] as const

export function parsePrincipals(raw: JsonObject, path: string): PrincipalSet {
  const { Principal: plain, NotPrincipal: negated } = raw
  if (plain !== undefined && negated !== undefined) {
    throw policyError(path, 'must not have both Principal and NotPrincipal')
  }
  if (negated !== undefined) {
    return { negated: true, principals: parseList(negated, pathTo(path, 'NotPrincipal')) }
  }
  if (plain === undefined) throw policyError(pathTo(path, 'Principal'), 'is missing')
  return { negated: false, principals: parseList(plain, pathTo(path, 'Principal')) }
}

function parseList(value: unknown, path: string): readonly Principal[] {
  if (value === '*') return [{ type: 'AWS', value }]
  if (!isObject(value)) {
    throw policyError(path, `must be "*" or an object such as {"AWS": "*"}, not ${quote(value)}`)
  }
  refuseOtherFields(value, path, PRINCIPAL_KINDS)
  const principals = PRINCIPAL_KINDS.filter((type) => value[type] !== undefined).flatMap((type) =>
    parseOfType(type, value[type], pathTo(path, type)),
  )
  if (principals.length === 0) throw policyError(path, 'must name somebody')
  return principals
}

function parseOfType(type: Principal['type'], value: unknown, path: string): readonly Principal[] {
  return stringsAt(value, path).map((text, index) => {
    const where = Array.isArray(value) ? `${path}[${index}]` : path
    if (text === '') throw policyError(where, 'must not be empty')
    if (type === 'AWS' && !isAwsPrincipal(text)) {
      throw policyError(
        where,
        `must be "*", an account or the ARN of a user or role, not ${quote(text)}`,
      )
    }
    return { type, value: text }
  })
}

// IAM supports no wildcard within a principal, only "*" for everyone:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
function isAwsPrincipal(text: string): boolean {
  return text === '*' || /^\d{12}$/.test(text) || isUniqueId(text) || isPrincipalArn(text)
}

/** The id that S3 shows for a deleted user, role or group: `AIDA…`, `AROA…`, `AGPA…`. */
export function isUniqueId(text: string): boolean {
  return /^A[A-Z0-9]{3,127}$/.test(text)
}

function isPrincipalArn(text: string): boolean {
  const iam = /^arn:aws[a-z0-9-]*:iam::(\d{12}|cloudfront|aws):(root|(user|role)\/[^*?]+)$/
  const sts = /^arn:aws[a-z0-9-]*:sts::\d{12}:(assumed-role|federated-user)\/[^*?]+$/
  return iam.test(text) || sts.test(text)
}
