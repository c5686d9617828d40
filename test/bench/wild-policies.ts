import type { JsonObject } from '../../src/core/policy/document.ts'

const ARNS = ['arn:aws:s3:::data', 'arn:aws:s3:::data/*']
const HTTP = { Bool: { 'aws:SecureTransport': 'false' } }

const deny = (change: object = {}): JsonObject => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ARNS,
  Condition: HTTP,
  ...change,
})

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

const letters = (index: number) =>
  [0, 1, 2]
    .map((digit) => String.fromCharCode(97 + (Math.floor(index / 26 ** digit) % 26)))
    .join('')

const when = (operator: string, key: string, values: unknown) => ({
  Condition: { ...HTTP, [operator]: { [key]: values } },
})

/** Valid policies near S3's limit of 20,480 bytes, designed to be slow to decide. */
export const WILD: Readonly<Record<string, JsonObject[]>> = {
  'a glob in each statement': times(110, (index) =>
    deny({ Resource: `${ARNS[0]}/*${letters(index)}?*` }),
  ),
  'one statement of hundreds of globs': [
    deny({ Resource: times(480, (index) => `${ARNS[0]}/*${letters(index)}*`) }),
  ],
  'globs of nothing but stars and marks': times(90, (index) =>
    deny({ Resource: `${ARNS[0]}/${'*?'.repeat((index % 20) + 1)}${letters(index)}` }),
  ),
  'the same in a condition': times(80, (index) =>
    deny(when('StringNotLike', 'aws:UserAgent', `*${'?*'.repeat(index % 12)}${letters(index)}*`)),
  ),
  'like and not like': times(90, (index) =>
    deny(
      when(index % 2 ? 'StringLike' : 'StringNotLike', 'aws:Referer', `*${letters(index * 7)}*?*`),
    ),
  ),
  '60 keys in one block': [
    deny({
      Condition: {
        ...HTTP,
        StringNotLike: Object.fromEntries(
          times(60, (i) => [`aws:PrincipalTag/${letters(i)}`, ['*a*?', 'b*']]),
        ),
      },
    }),
  ],
  'pairs of conditions and their complements': times(60, (index) =>
    deny(
      when(
        index % 2 ? 'StringEquals' : 'StringNotEquals',
        `aws:PrincipalTag/${letters(Math.floor(index / 2))}`,
        'x',
      ),
    ),
  ),
  'choices over twenty keys': times(60, (index) =>
    deny({
      Condition: {
        ...HTTP,
        StringEquals: Object.fromEntries(
          times(3, (i) => [
            `aws:PrincipalTag/${letters((index * (i + 3)) % 20)}`,
            String((index + i) % 3),
          ]),
        ),
      },
    }),
  ),
  'all but hundreds of address ranges': [
    deny(
      when(
        'NotIpAddress',
        'aws:SourceIp',
        times(600, (i) => `10.${i % 256}.${i >> 8}.0/24`),
      ),
    ),
  ],
  'a role in each statement': times(100, (index) =>
    deny({ Principal: { AWS: `arn:aws:iam::${100000000000 + index}:role/${letters(index)}` } }),
  ),
  'principals by glob': times(90, (index) =>
    deny(when('ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::*:role/*${letters(index)}?*`)),
  ),
  'actions by glob': times(150, (index) =>
    deny({ Action: `s3:*${letters(index)}*?*`, Resource: ARNS[1] }),
  ),
}
