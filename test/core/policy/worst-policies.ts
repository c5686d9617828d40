import type { Answer } from '../../../src/core/policy/decision/answer.ts'
import type { JsonObject } from '../../../src/core/policy/document.ts'

/** Policies of nearly 20 KB that S3 would store, each designed to be the worst case for one part of the decision. */

const ARN = 'arn:aws:s3:::data'
const LIMIT = 20_000
const HTTP = { Bool: { 'aws:SecureTransport': 'false' } }
const EVERYONE = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }

/** As many as fit into the policy with its other elements. */
function fill(
  item: (index: number) => JsonObject | string,
  around: number,
): (JsonObject | string)[] {
  const items: (JsonObject | string)[] = []
  let size = around
  for (let index = 0; ; index += 1) {
    const next = item(index)
    size += JSON.stringify(next).length + 1
    if (size > LIMIT) return items
    items.push(next)
  }
}

const statements = (item: (index: number) => JsonObject): JsonObject[] =>
  fill(item, 60) as JsonObject[]
const words = (item: (index: number) => string): string[] => fill(item, 400) as string[]
const name = (index: number): string =>
  index.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '')

const tenOf = (item: (index: number) => string): string[] =>
  Array.from({ length: 10 }, (_, index) => item(index))

export const WORST: readonly (readonly [string, Answer['type'], readonly JsonObject[]])[] = [
  [
    'hundreds of globs in one list',
    'undenied',
    [{ ...EVERYONE, Resource: words((index) => `${ARN}/*${name(index)}*`) }],
  ],
  [
    'hundreds of globs, and not those',
    'denied',
    [
      { ...EVERYONE, Resource: words((index) => `${ARN}/*${name(index)}*`).slice(0, 300) },
      {
        ...EVERYONE,
        Resource: undefined,
        NotResource: words((index) => `${ARN}/*${name(index)}*`).slice(0, 300),
      },
    ].map(({ Resource, ...rest }) => (Resource === undefined ? rest : { ...rest, Resource })),
  ],
  [
    'a statement for each of hundreds of globs',
    'undenied',
    statements((index) => ({ ...EVERYONE, Resource: `${ARN}/*?*?*${name(index)}*?*` })),
  ],
  [
    'alternating * and ?',
    'undenied',
    statements((index) => ({
      ...EVERYONE,
      Resource: `${ARN}/${'*?'.repeat((index % 40) + 1)}${name(index)}*`,
    })),
  ],
  [
    'globs that must match and globs that must not',
    'not-proven',
    statements((index) => {
      const { Resource: _, ...rest } = EVERYONE
      return index % 2 === 0
        ? { ...rest, NotResource: `${ARN}/*${name(index)}*` }
        : { ...rest, Resource: `${ARN}/*${name(index)}*${name(index + 1)}*` }
    }),
  ],
  [
    'hundreds of bare statements',
    'undenied',
    statements(() => ({ ...EVERYONE, Principal: { AWS: '111122223333' } })),
  ],
  [
    'a statement for each of hundreds of accounts',
    'undenied',
    statements((index) => ({ ...EVERYONE, Principal: { AWS: String(100_000_000_000 + index) } })),
  ],
  [
    'everyone except a thousand accounts',
    'undenied',
    [
      {
        ...{ Effect: 'Deny', Action: 's3:*', Resource: '*' },
        NotPrincipal: { AWS: words((index) => String(100_000_000_000 + index)) },
        Condition: HTTP,
      },
    ],
  ],
  [
    'a thousand accounts, and everyone except them',
    'denied',
    [
      {
        ...EVERYONE,
        Principal: { AWS: words((index) => String(100_000_000_000 + index)).slice(0, 600) },
      },
      {
        ...{ Effect: 'Deny', Action: 's3:*', Resource: '*' },
        NotPrincipal: { AWS: words((index) => String(100_000_000_000 + index)).slice(0, 600) },
        Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x*' } },
      },
      { ...EVERYONE, Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x*' } } },
    ],
  ],
  [
    'hundreds of users, each with an exception',
    'undenied',
    statements((index) => ({
      ...EVERYONE,
      Principal: { AWS: `arn:aws:iam::111122223333:user/${name(index)}` },
      Condition: { StringNotEquals: { 'aws:PrincipalTag/a': name(index) } },
    })),
  ],
  [
    'sixty condition keys, three to a statement',
    'denied',
    statements((index) => {
      const key = (which: number): string =>
        `aws:PrincipalTag/k${(index * (which * 7 + 3) + which * 11) % 60}`
      const negated = (which: number): boolean => ((index * 2654435761) >>> (which + 7)) % 2 === 0
      const condition = [0, 1, 2].map((which): [string, string, string] => [
        negated(which) ? 'StringNotEquals' : 'StringEquals',
        key(which),
        'a',
      ])
      const grouped: Record<string, Record<string, string>> = {}
      for (const [operator, on, value] of condition)
        grouped[operator] = { ...grouped[operator], [on]: value }
      return { ...EVERYONE, Condition: grouped }
    }),
  ],
  [
    'hundreds of address ranges and everything else',
    'undenied',
    [
      {
        ...EVERYONE,
        Condition: {
          IpAddress: {
            'aws:SourceIp': words((index) => `10.${index % 250}.${index}.0/28`).slice(0, 380),
          },
        },
      },
      {
        ...EVERYONE,
        Condition: {
          NotIpAddress: {
            'aws:SourceIp': words((index) => `10.${index % 250}.${index}.0/28`).slice(0, 380),
          },
        },
      },
    ],
  ],
  [
    'globs on the caller’s ARN, and not those',
    'denied',
    [
      {
        ...EVERYONE,
        Condition: {
          ArnLike: {
            'aws:PrincipalArn': words((index) => `arn:aws:iam::*:role/*${name(index)}*`).slice(
              0,
              200,
            ),
          },
        },
      },
      {
        ...EVERYONE,
        Condition: {
          ArnNotLike: {
            'aws:PrincipalArn': words((index) => `arn:aws:iam::*:role/*${name(index)}*`).slice(
              0,
              200,
            ),
          },
        },
      },
    ],
  ],
  [
    'actions by letters, and not those',
    'undenied',
    [
      ...statements((index) => ({
        ...EVERYONE,
        Action: `s3:*${name(index)}*${name(index * 7)}*`,
      })).slice(0, 100),
      {
        Effect: 'Deny',
        Principal: '*',
        NotAction: words((index) => `s3:*${name(index)}*`).slice(0, 300),
        Resource: '*',
      },
    ],
  ],
  [
    'numbers and dates, hundreds of bounds',
    'undenied',
    statements((index) => ({
      ...EVERYONE,
      Condition:
        index % 2 === 0
          ? { NumericEquals: { 's3:max-keys': index } }
          : { DateGreaterThan: { 'aws:CurrentTime': `20${20 + (index % 60)}-01-01T00:00:00Z` } },
    })),
  ],
  [
    'several tied keys',
    'undenied',
    statements((index) => ({
      ...EVERYONE,
      Condition: {
        StringNotEquals: { 'aws:SourceVpce': name(index), 'aws:PrincipalOrgID': name(index) },
        NotIpAddress: { 'aws:SourceIp': `10.0.${index % 250}.0/24` },
        Bool: { 'aws:MultiFactorAuthPresent': index % 2 === 0 },
        NumericLessThanIfExists: { 'aws:MultiFactorAuthAge': index },
      },
    })),
  ],
  [
    'variables in hundreds of places',
    'undenied',
    statements((index) => ({
      ...EVERYONE,
      Resource: `${ARN}/\${aws:PrincipalTag/t${index}}/*${name(index)}`,
    })),
  ],
  [
    'a hundred statements, each for all moments but ten',
    'denied',
    statements((index) => ({
      ...EVERYONE,
      Condition: {
        DateNotEquals: { 'aws:EpochTime': tenOf((each) => String(1e9 + index * 10 + each)) },
      },
    })),
  ],
  [
    'a hundred statements, each for all addresses but ten ranges',
    'denied',
    statements((index) => ({
      ...EVERYONE,
      Condition: {
        NotIpAddress: { 'aws:SourceIp': tenOf((each) => `2001:db8:${index}:${each}::/64`) },
      },
    })),
  ],
  [
    'hundreds of statements, each for all actions but some',
    'not-proven',
    statements((index) => {
      const { Action: _, ...rest } = EVERYONE
      return { ...rest, NotAction: `s3:*${name(index)}*` }
    }),
  ],
]
