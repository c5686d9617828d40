import type { Json } from '../../policy/document.ts'

/** JSON in YAML's flow style: `{ Bool: { 'aws:SecureTransport': 'false' } }`. */
export function flow(value: Json): string {
  if (typeof value === 'string') return quotedYaml(value)
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).map(([name, field]) => `${flowKey(name)}: ${flow(field)}`)
  return `{ ${fields.join(', ')} }`
}

// YAML reads `Null` as no value, and IAM has a condition operator of that name.
const flowKey = (name: string) => (/^\w+$/.test(name) && name !== 'Null' ? name : quotedYaml(name))

const quotedYaml = (text: string) => `'${text.replaceAll("'", "''")}'`
