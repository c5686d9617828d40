import type { RequestClass } from '../../../src/core/policy/request-class.ts'
import { oldTls } from '../../../src/core/requests/old-tls.ts'
import { plainHttp } from '../../../src/core/requests/plain-http.ts'
import {
  headerlessUploads,
  otherAlgorithmUploads,
  otherKeyUploads,
  sseCUploads,
} from '../../../src/core/requests/uploads.ts'
import { BUCKET, DSSE_KEY, KEY_OF_ANOTHER, OWN_KEY } from '../../core/policy/cases/classes.ts'
import type { CallerKind } from './keys.ts'

/** What is known of a key in all requests of a class. */
export type KeyRule =
  | { readonly oneOf: readonly string[]; readonly noneOf?: never }
  | { readonly noneOf: readonly string[]; readonly oneOf?: never }

/** A class of requests: as Cooper has it, and as the prover has it, which takes nothing from Cooper. */
export interface ProvenClass {
  readonly name: string
  readonly cooper: RequestClass
  readonly callers: readonly CallerKind[]
  readonly targets: readonly ('bucket' | 'object')[]
  /** In lower case. Without it, any action. */
  readonly action?: string
  readonly keys: ReadonlyMap<string, KeyRule>
}

export const ALGORITHM = 's3:x-amz-server-side-encryption'
export const KMS_KEY_ID = 's3:x-amz-server-side-encryption-aws-kms-key-id'
export const CUSTOMER_ALGORITHM = 's3:x-amz-server-side-encryption-customer-algorithm'

const ABSENT: KeyRule = { oneOf: [] }
const WITH_CREDENTIALS: readonly CallerKind[] = ['user', 'role', 'root', 'federated']
const ANYBODY: readonly CallerKind[] = ['anonymous', ...WITH_CREDENTIALS]

type Rules = readonly (readonly [string, KeyRule])[]

const HTTP: Rules = [
  ['aws:securetransport', { oneOf: ['false'] }],
  ['s3:tlsversion', ABSENT],
]
const tls = (...versions: readonly string[]): Rules => [
  ['aws:securetransport', { oneOf: ['true'] }],
  ['s3:tlsversion', { oneOf: versions }],
]
const ANY_TLS = tls('1.0', '1.1', '1.2', '1.3')

const toAnything = (rules: Rules) =>
  ({ callers: ANYBODY, targets: ['object', 'bucket'], keys: new Map(rules) }) as const

const uploads = (callers: readonly CallerKind[], connection: Rules, headers: Rules) =>
  ({
    callers,
    targets: ['object'],
    action: 's3:putobject',
    keys: new Map([
      [ALGORITHM, ABSENT] as const,
      [KMS_KEY_ID, ABSENT] as const,
      [CUSTOMER_ALGORITHM, ABSENT] as const,
      ...connection,
      ...headers,
    ]),
  }) as const

// S3 takes SSE-C and KMS over TLS only, and KMS with credentials only:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
const withAlgorithm = (algorithms: readonly string[], key: KeyRule) =>
  uploads(WITH_CREDENTIALS, ANY_TLS, [
    [ALGORITHM, { oneOf: algorithms }],
    [KMS_KEY_ID, key],
  ])
const withSseS3 = (connection: Rules) =>
  uploads(ANYBODY, connection, [[ALGORITHM, { oneOf: ['AES256'] }]])

const ANY_KEY: KeyRule = { noneOf: [] }
const BARE_AND_FULL = { noneOf: OWN_KEY.keyNames }

type Definition = Omit<ProvenClass, 'name' | 'cooper'>

const named = (
  name: string,
  requests: readonly RequestClass[],
  definitions: readonly Definition[],
): readonly ProvenClass[] =>
  definitions.map((definition, index) => {
    const cooper = requests[index]
    if (cooper === undefined || requests.length !== definitions.length) {
      throw new Error(`Cannot pair the requests of "${name}"`)
    }
    return { name: definitions.length > 1 ? `${name}, ${index + 1}` : name, cooper, ...definition }
  })

const otherAlgorithm = (kms: readonly string[]) => [
  withSseS3(ANY_TLS),
  withSseS3(HTTP),
  withAlgorithm(kms, ANY_KEY),
]

/** In the order of the tables of test policies. */
export const PROVEN_CLASSES: readonly (readonly ProvenClass[])[] = [
  named('plain HTTP', [plainHttp(BUCKET)], [toAnything(HTTP)]),
  named('TLS below 1.2', [oldTls(BUCKET, '1.2')], [toAnything(tls('1', '1.0', '1.1'))]),
  named('TLS below 1.3', [oldTls(BUCKET, '1.3')], [toAnything(tls('1', '1.0', '1.1', '1.2'))]),
  named(
    'uploads with SSE-C',
    [sseCUploads(BUCKET)],
    [uploads(ANYBODY, ANY_TLS, [[CUSTOMER_ALGORITHM, { oneOf: ['AES256'] }]])],
  ),
  named('uploads without header', headerlessUploads(BUCKET), [
    uploads(ANYBODY, ANY_TLS, []),
    uploads(ANYBODY, HTTP, []),
  ]),
  named(
    'other algorithm than SSE-S3',
    otherAlgorithmUploads(BUCKET, { algorithm: 'AES256', keyNames: [] }),
    [withAlgorithm(['aws:kms', 'aws:kms:dsse'], ANY_KEY)],
  ),
  named(
    'other algorithm than SSE-KMS',
    otherAlgorithmUploads(BUCKET, OWN_KEY),
    otherAlgorithm(['aws:kms:dsse']),
  ),
  named(
    'other algorithm than DSSE-KMS',
    otherAlgorithmUploads(BUCKET, DSSE_KEY),
    otherAlgorithm(['aws:kms']),
  ),
  named(
    'other key of the account',
    [otherKeyUploads(BUCKET, OWN_KEY)],
    [withAlgorithm(['aws:kms'], BARE_AND_FULL)],
  ),
  named(
    'other key of another account',
    [otherKeyUploads(BUCKET, KEY_OF_ANOTHER)],
    [withAlgorithm(['aws:kms'], { noneOf: KEY_OF_ANOTHER.keyNames })],
  ),
  named(
    'other key with DSSE-KMS',
    [otherKeyUploads(BUCKET, DSSE_KEY)],
    [withAlgorithm(['aws:kms:dsse'], BARE_AND_FULL)],
  ),
]
