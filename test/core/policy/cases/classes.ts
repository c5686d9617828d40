import type { RequestClass } from '../../../../src/core/policy/request-class.ts'
import { oldTls } from '../../../../src/core/requests/old-tls.ts'
import { plainHttp } from '../../../../src/core/requests/plain-http.ts'
import {
  headerlessUploads,
  otherAlgorithmUploads,
  otherKeyUploads,
  sseCUploads,
} from '../../../../src/core/requests/uploads.ts'
import {
  denySseCStatement,
  minimumTlsStatement,
  type OwnStatement,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
  uploadKeyStatement,
} from '../../../../src/core/statements/cooper-statements.ts'

export const BUCKET = { name: 'data', partition: 'aws', account: '111122223333' }

export const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab'
export const KEY = `arn:aws:kms:eu-central-1:111122223333:key/${KEY_ID}`
/** A key of another account: its bare id would be a key of the caller's. */
export const FOREIGN_KEY =
  'arn:aws:kms:eu-central-1:999999999999:key/9876fedc-98fe-76dc-54ba-0987654321fe'
export const OTHER_KEY =
  'arn:aws:kms:eu-central-1:111122223333:key/5555aaaa-55aa-55aa-55aa-555555555555'

export const SSE_S3 = { algorithm: 'AES256', keyNames: [] } as const
/** The AWS managed key has no name. */
export const MANAGED_KEY = { algorithm: 'aws:kms', keyNames: [] } as const
export const OWN_KEY = { algorithm: 'aws:kms', keyNames: [KEY, KEY_ID] } as const
export const KEY_OF_ANOTHER = { algorithm: 'aws:kms', keyNames: [FOREIGN_KEY] } as const
export const DSSE_KEY = { algorithm: 'aws:kms:dsse', keyNames: [KEY, KEY_ID] } as const

/** Requests, in one class or several, and the statement of Cooper that must deny every one of them. */
export type OwnClass = readonly [name: string, requests: readonly RequestClass[], own: OwnStatement]

export const CLASSES: readonly OwnClass[] = [
  ['plain HTTP', [plainHttp(BUCKET)], tlsOnlyStatement(BUCKET)],
  ['TLS below 1.2', [oldTls(BUCKET, '1.2')], minimumTlsStatement(BUCKET, '1.2')],
  ['TLS below 1.3', [oldTls(BUCKET, '1.3')], minimumTlsStatement(BUCKET, '1.3')],
  ['uploads with SSE-C', [sseCUploads(BUCKET)], denySseCStatement(BUCKET)],
  ['uploads without header', headerlessUploads(BUCKET), uploadHeaderStatement(BUCKET)],
  [
    'uploads that name another algorithm than SSE-S3',
    otherAlgorithmUploads(BUCKET, SSE_S3),
    uploadAlgorithmStatement(BUCKET, SSE_S3),
  ],
  [
    'uploads that name another algorithm than SSE-KMS',
    otherAlgorithmUploads(BUCKET, OWN_KEY),
    uploadAlgorithmStatement(BUCKET, OWN_KEY),
  ],
  [
    'uploads that name another algorithm than DSSE-KMS',
    otherAlgorithmUploads(BUCKET, DSSE_KEY),
    uploadAlgorithmStatement(BUCKET, DSSE_KEY),
  ],
  [
    'uploads that name another key than one of the account',
    [otherKeyUploads(BUCKET, OWN_KEY)],
    uploadKeyStatement(BUCKET, OWN_KEY),
  ],
  [
    'uploads that name another key than one of another account',
    [otherKeyUploads(BUCKET, KEY_OF_ANOTHER)],
    uploadKeyStatement(BUCKET, KEY_OF_ANOTHER),
  ],
  [
    'uploads with DSSE-KMS that name another key',
    [otherKeyUploads(BUCKET, DSSE_KEY)],
    uploadKeyStatement(BUCKET, DSSE_KEY),
  ],
]
