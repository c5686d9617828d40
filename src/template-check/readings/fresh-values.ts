import { createHash } from 'node:crypto'
import { freshText, hasSymbol, isSymbol, replaceSymbols } from './symbols.ts'

/**
 * A value for a text with symbols, of the form that a condition key has, and different from all others. `undefined`: such
 * a value would not stand for every value of the symbols.
 */
export function freshValue(key: string, text: string): string | undefined {
  const name = key.toLowerCase()
  const form = FORMS.find(({ keys }) => keys.test(name))
  return form?.of(text)
}

const FORMS: readonly { readonly keys: RegExp; of(text: string): string | undefined }[] = [
  { keys: /^aws:sourcevpce$/, of: (text) => whole(text, (hex) => `vpce-${hex.slice(0, 17)}`) },
  { keys: /^aws:sourcevpc$/, of: (text) => whole(text, (hex) => `vpc-${hex.slice(0, 17)}`) },
  {
    keys: /^aws:(principal|vpce)orgid$/,
    of: (text) => whole(text, (hex) => `o-${hex.slice(0, 10)}`),
  },
  { keys: /^aws:(principal|source|vpce)account$/, of: (text) => whole(text, digitsOf) },
  { keys: /^aws:principalarn$/, of: principalArn },
  {
    keys: /^aws:(principaltag\/.*|referer|useragent)$/,
    of: (text) => replaceSymbols(text, freshText),
  },
  { keys: /^aws:(source|vpcsource)ip$/, of: (text) => whole(text, () => '203.0.113.77') },
]

const whole = (text: string, of: (hex: string) => string) =>
  isSymbol(text) ? of(hexOf(text)) : undefined

const hexOf = (text: string) => createHash('sha256').update(text).digest('hex')

const digitsOf = (hex: string) => `4${BigInt(`0x${hex}`)}`.slice(0, 12)

function principalArn(text: string): string | undefined {
  if (isSymbol(text)) return `arn:aws:iam::${digitsOf(hexOf(text))}:role/${freshText(text)}`
  const [arn, partition, service, region, account = '', ...rest] = text.split(':')
  const owner = isSymbol(account) ? digitsOf(hexOf(account)) : account
  const resource = rest.join(':')
  const start = [arn, partition, service, region, owner].join(':')
  const isPrincipal = /^(role|user|assumed-role)\/[^/]/.test(resource)
  return hasSymbol(start) || !isPrincipal
    ? undefined
    : `${start}:${replaceSymbols(resource, freshText)}`
}
