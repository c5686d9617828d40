import { parseNumber } from '../policy/evaluation/typed-values.ts'
import { exactly, type KeyConstraint, type RequestClass } from '../policy/request-class.ts'
import type { TlsVersion } from '../settings.ts'
import { fromAnybody, type OwnedBucket, ofOwner } from './from-anybody.ts'

// The highest version first, as the preferred example, in each spelling that a policy may compare as text.
const OLD_TLS_VERSIONS = ['1.2', '1.1', '1.0', '1']

/** Every request over a version of TLS below the minimum, by any caller except an AWS service. */
export const oldTls = (bucket: OwnedBucket, minimum: TlsVersion): RequestClass => ({
  ...fromAnybody(bucket),
  about: ['s3:tlsversion'],
  actions: 'all',
  resources: ['object', 'bucket'],
  context: new Map<string, KeyConstraint>([
    ...ofOwner(bucket),
    ['aws:securetransport', exactly('true')],
    ['s3:tlsversion', { presence: 'present', oneOf: below(minimum) }],
  ]),
})

const below = (minimum: TlsVersion) =>
  OLD_TLS_VERSIONS.filter((version) => (parseNumber(version) ?? 0) < Number(minimum))
