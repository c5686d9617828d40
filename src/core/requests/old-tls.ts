import { parseNumber } from '../policy/evaluation/typed-values.ts'
import { exactly, type RequestClass } from '../policy/request-class.ts'
import type { MinimumTls } from '../settings.ts'
import { fromAnybody, type OwnedBucket } from './from-anybody.ts'

// The highest first, for examples; in each spelling that a policy may compare as text.
const OLD_TLS_VERSIONS = ['1.2', '1.1', '1.0', '1']

/** Every request that anybody but an AWS service can send over a version of TLS below the minimum. */
export const oldTls = (bucket: OwnedBucket, minimum: MinimumTls): RequestClass => ({
  ...fromAnybody(bucket),
  about: ['s3:tlsversion'],
  actions: 'all',
  resources: ['object', 'bucket'],
  context: new Map([
    ['aws:securetransport', exactly('true')],
    ['s3:tlsversion', { presence: 'present', oneOf: below(minimum) }],
  ]),
})

const below = (minimum: MinimumTls) =>
  OLD_TLS_VERSIONS.filter((version) => (parseNumber(version) ?? 0) < Number(minimum))
