import type { Json } from '../../policy/document.ts'

/** JSON as YAML's flow style writes it: `{ Bool: { 'aws:SecureTransport': 'false' } }`. */
export function flow(value: Json): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).map(([name, field]) => `${nameOf(name)}: ${flow(field)}`)
  return `{ ${fields.join(', ')} }`
}

const nameOf = (name: string) => (/^\w+$/.test(name) ? name : quoted(name))

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
