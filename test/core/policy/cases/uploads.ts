import type { JsonObject } from '../../../../src/core/policy/document.ts'
import {
  headerlessUploads,
  otherAlgorithmUploads,
  otherKeyUploads,
  sseCUploads,
} from '../../../../src/core/requests/uploads.ts'
import {
  ALGORITHM_KEY,
  KMS_KEY,
  SSE_C_KEY,
} from '../../../../src/core/statements/cooper-statements.ts'
import { deny, OBJECTS } from './case.ts'
import {
  BUCKET,
  DSSE_KEY,
  FOREIGN_KEY,
  KEY,
  KEY_ID,
  KEY_OF_ANOTHER,
  OTHER_KEY,
  OWN_KEY,
  SSE_S3,
} from './classes.ts'
import type { ClassCase, ClassCases } from './old-tls.ts'

type Value = JsonObject[string]

const THAT_NAME_A_KEY = ['s3:PutObject', 's3:UpdateObjectEncryption']

const when = (Condition: JsonObject): JsonObject =>
  deny({ Action: THAT_NAME_A_KEY, Resource: OBJECTS, Condition })
const algorithm = (operator: string, value: Value) =>
  when({ [operator]: { [ALGORITHM_KEY]: value } })
const key = (operator: string, value: Value) => when({ [operator]: { [KMS_KEY]: value } })
const customer = (operator: string, value: Value) => when({ [operator]: { [SSE_C_KEY]: value } })
const NAMED: JsonObject = { Null: { [ALGORITHM_KEY]: 'false' } }
const OVER_TLS: JsonObject = { Bool: { 'aws:SecureTransport': 'true' } }
const OVER_HTTP: JsonObject = { Bool: { 'aws:SecureTransport': 'false' } }

const WITH_SSE_C: readonly ClassCase[] = [
  ['if the header is present', 'denied', customer('Null', false)],
  ['if the header is missing', 'undenied', customer('Null', 'true')],
  ['the only algorithm that exists', 'denied', customer('StringEquals', 'AES256')],
  ['in another letter case', 'undenied', customer('StringEquals', 'aes256')],
  ['in any letter case', 'denied', customer('StringEqualsIgnoreCase', 'aes256')],
  ['by a pattern', 'denied', customer('StringLike', '*')],
  ['any but the only one', 'undenied', customer('StringNotEquals', 'AES256')],
  [
    'over TLS, since S3 accepts SSE-C only over TLS',
    'denied',
    when({ ...OVER_TLS, Null: { [SSE_C_KEY]: 'false' } }),
  ],
  ['over HTTP', 'undenied', when({ ...OVER_HTTP, Null: { [SSE_C_KEY]: 'false' } })],
  ['the header of SSE-S3', 'undenied', algorithm('Null', 'false')],
  [
    'the missing header of SSE-S3, which uploads with SSE-C lack',
    'denied',
    algorithm('Null', 'true'),
  ],
  [
    'any but SSE-KMS: a missing header counts as another',
    'denied',
    algorithm('StringNotEquals', 'aws:kms'),
  ],
  [
    'any but SSE-KMS, if a header is present',
    'undenied',
    when({ ...NAMED, StringNotEquals: { [ALGORITHM_KEY]: 'aws:kms' } }),
  ],
]

const WITHOUT_HEADER: readonly ClassCase[] = [
  ['if the header is missing', 'denied', algorithm('Null', true)],
  ['if the header is present', 'undenied', algorithm('Null', 'false')],
  [
    'any but SSE-S3: a missing header counts as another',
    'denied',
    algorithm('StringNotEquals', 'AES256'),
  ],
  [
    'any but SSE-S3, if the key exists, which it does not',
    'denied',
    algorithm('StringNotEqualsIfExists', 'AES256'),
  ],
  [
    'any but SSE-S3, if a header is present',
    'undenied',
    when({ ...NAMED, StringNotEquals: { [ALGORITHM_KEY]: 'AES256' } }),
  ],
  ['a header unlike any', 'denied', algorithm('StringNotLike', 'aws:*')],
  ['an empty one', 'undenied', algorithm('StringEquals', '')],
  ['if no key is named', 'denied', key('Null', 'true')],
  ['any but a key', 'denied', key('ArnNotEquals', KEY)],
  [
    'any key but one, if a key is named',
    'undenied',
    when({ Null: { [KMS_KEY]: 'false' }, StringNotEquals: { [KMS_KEY]: KEY } }),
  ],
  [
    'if both headers are missing',
    'denied',
    when({ Null: { [ALGORITHM_KEY]: 'true', [SSE_C_KEY]: 'true' } }),
  ],
  [
    'if the header is missing and the one of SSE-C is present',
    'undenied',
    when({ Null: { [ALGORITHM_KEY]: 'true', [SSE_C_KEY]: 'false' } }),
  ],
  ['over TLS only', 'undenied', when({ ...OVER_TLS, Null: { [ALGORITHM_KEY]: 'true' } })],
  [
    'over TLS, and all plain HTTP',
    'denied',
    when({ ...OVER_TLS, Null: { [ALGORITHM_KEY]: 'true' } }),
    deny(),
  ],
  ['plain HTTP only', 'undenied', deny()],
]

const OTHER_THAN_SSE_S3: readonly ClassCase[] = [
  ['any other', 'denied', algorithm('StringNotEquals', 'AES256')],
  ['any other, if the key exists', 'denied', algorithm('StringNotEqualsIfExists', 'AES256')],
  [
    'any other, if a header is present',
    'denied',
    when({ ...NAMED, StringNotEquals: { [ALGORITHM_KEY]: 'AES256' } }),
  ],
  ['each other by name', 'denied', algorithm('StringEquals', ['aws:kms', 'aws:kms:dsse'])],
  [
    'the other two in two statements',
    'denied',
    algorithm('StringEquals', 'aws:kms'),
    algorithm('StringEquals', 'aws:kms:dsse'),
  ],
  ['DSSE-KMS forgotten', 'undenied', algorithm('StringEquals', 'aws:kms')],
  ['SSE-KMS forgotten', 'undenied', algorithm('StringEquals', ['aws:kms:dsse', 'AES256'])],
  ['by a pattern', 'denied', algorithm('StringLike', 'aws:*')],
  ['by a pattern of one length', 'undenied', algorithm('StringLike', 'aws:???')],
  ['in another letter case', 'undenied', algorithm('StringEquals', ['AWS:KMS', 'AWS:KMS:DSSE'])],
  [
    'in any letter case',
    'denied',
    algorithm('StringEqualsIgnoreCase', ['AWS:KMS', 'AWS:KMS:DSSE']),
  ],
  ['not like it', 'denied', algorithm('StringNotLike', 'AES*')],
  ['the wrong algorithm', 'undenied', algorithm('StringNotEquals', 'aws:kms')],
  ['all but one of the others', 'undenied', algorithm('StringNotEquals', ['AES256', 'aws:kms'])],
  ['if any header is present', 'denied', algorithm('Null', 'false')],
  ['if no header is present', 'undenied', algorithm('Null', 'true')],
  ['if any key is named, which is optional', 'undenied', key('Null', 'false')],
  ['any key, and none', 'denied', key('Null', 'false'), key('Null', 'true')],
  [
    'with a key by one statement, and without a key by another',
    'denied',
    when({ Null: { [KMS_KEY]: 'false' }, StringLike: { [ALGORITHM_KEY]: 'aws:kms*' } }),
    when({ Null: { [KMS_KEY]: 'true' }, StringLike: { [ALGORITHM_KEY]: 'aws:kms*' } }),
  ],
  ['every upload', 'denied', deny({ Action: THAT_NAME_A_KEY, Condition: {} })],
  [
    'over TLS, since S3 accepts KMS only over TLS',
    'denied',
    when({ ...OVER_TLS, StringNotEquals: { [ALGORITHM_KEY]: 'AES256' } }),
  ],
  ['over HTTP', 'undenied', when({ ...OVER_HTTP, StringNotEquals: { [ALGORITHM_KEY]: 'AES256' } })],
  [
    'by authenticated callers, since S3 accepts KMS only from them',
    'denied',
    when({
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
      StringNotEquals: { [ALGORITHM_KEY]: 'AES256' },
    }),
  ],
]

const OTHER_THAN_SSE_KMS: readonly ClassCase[] = [
  ['any other', 'denied', algorithm('StringNotEquals', 'aws:kms')],
  ['each other by name', 'denied', algorithm('StringEquals', ['AES256', 'aws:kms:dsse'])],
  ['DSSE-KMS forgotten', 'undenied', algorithm('StringEquals', 'AES256')],
  ['SSE-S3 forgotten', 'undenied', algorithm('StringLike', 'aws:kms:*')],
  ['unlike it, or like its extension', 'undenied', algorithm('StringNotLike', 'aws:kms*')],
  ['another key, which DSSE-KMS need not name', 'undenied', key('StringNotEquals', KEY)],
  [
    'over TLS, with SSE-S3 over HTTP forgotten',
    'undenied',
    when({ ...OVER_TLS, StringNotEquals: { [ALGORITHM_KEY]: 'aws:kms' } }),
  ],
  [
    'over TLS, and all HTTP',
    'denied',
    when({ ...OVER_TLS, StringNotEquals: { [ALGORITHM_KEY]: 'aws:kms' } }),
    deny(),
  ],
  [
    'by authenticated callers, with anonymous SSE-S3 forgotten',
    'undenied',
    when({
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
      StringNotEquals: { [ALGORITHM_KEY]: 'aws:kms' },
    }),
  ],
  [
    'SSE-S3 and a named key, which DSSE-KMS need not name',
    'undenied',
    algorithm('StringEquals', 'AES256'),
    key('Null', 'false'),
  ],
]

const OTHER_THAN_A_KEY: readonly ClassCase[] = [
  ['any other', 'denied', key('StringNotEquals', [KEY, KEY_ID])],
  ['any but its ARN', 'denied', key('StringNotEquals', KEY)],
  ['any but its ARN, as an ARN', 'denied', key('ArnNotEquals', KEY)],
  ['any other, if the key exists', 'denied', key('StringNotEqualsIfExists', KEY)],
  [
    'any other, with that algorithm',
    'denied',
    when({ StringEquals: { [ALGORITHM_KEY]: 'aws:kms' }, StringNotEquals: { [KMS_KEY]: KEY } }),
  ],
  [
    'any other, with another algorithm',
    'undenied',
    when({
      StringEquals: { [ALGORITHM_KEY]: 'aws:kms:dsse' },
      StringNotEquals: { [KMS_KEY]: KEY },
    }),
  ],
  [
    'any other, with both algorithms of KMS',
    'denied',
    when({ StringLike: { [ALGORITHM_KEY]: 'aws:kms*' }, StringNotEquals: { [KMS_KEY]: KEY } }),
  ],
  [
    'any other, if one is named: no name means the AWS managed key',
    'undenied',
    when({ Null: { [KMS_KEY]: 'false' }, StringNotEquals: { [KMS_KEY]: KEY } }),
  ],
  [
    'any other, if one is named, and no name',
    'denied',
    when({ Null: { [KMS_KEY]: 'false' }, StringNotEquals: { [KMS_KEY]: KEY } }),
    key('Null', 'true'),
  ],
  ['if none is named', 'undenied', key('Null', 'true')],
  ['one other key', 'undenied', key('StringEquals', OTHER_KEY)],
  ['any but it and one other', 'undenied', key('StringNotEquals', [KEY, OTHER_KEY])],
  ['any but those with the same ending', 'undenied', key('StringNotLike', `*${KEY_ID}`)],
  [
    'any but those of the account',
    'undenied',
    key('StringNotLike', 'arn:aws:kms:*:111122223333:key/*'),
  ],
  [
    'any but those of the account, as ARNs',
    'undenied',
    key('ArnNotLike', 'arn:aws:kms:*:111122223333:key/*'),
  ],
  ['any without its id', 'undenied', key('StringNotLike', `*${KEY_ID}*`)],
  [
    'any ARN but one, and no key: a bare id or an alias is accepted',
    'undenied',
    when({ StringLike: { [KMS_KEY]: 'arn:*' }, StringNotEquals: { [KMS_KEY]: KEY } }),
    key('Null', 'true'),
  ],
  ['every upload with that algorithm', 'denied', algorithm('StringEquals', 'aws:kms')],
  ['every upload with another', 'undenied', algorithm('StringNotEquals', 'aws:kms')],
]

const OTHER_THAN_A_FOREIGN_KEY: readonly ClassCase[] = [
  ['any other', 'denied', key('StringNotEquals', FOREIGN_KEY)],
  ['any but that of the account', 'undenied', key('StringNotEquals', KEY)],
  [
    'any but its ARN and its bare id, which means another key here',
    'undenied',
    key('StringNotEquals', [FOREIGN_KEY, FOREIGN_KEY.split('/')[1] ?? '']),
  ],
]

const OTHER_THAN_A_KEY_OF_TWO_LAYERS: readonly ClassCase[] = [
  ['any other', 'denied', key('StringNotEquals', KEY)],
  [
    'any other, with SSE-KMS',
    'undenied',
    when({ StringEquals: { [ALGORITHM_KEY]: 'aws:kms' }, StringNotEquals: { [KMS_KEY]: KEY } }),
  ],
]

export const UPLOADS: readonly ClassCases[] = [
  ['uploads with SSE-C denied', [sseCUploads(BUCKET)], WITH_SSE_C],
  ['uploads without header denied', headerlessUploads(BUCKET), WITHOUT_HEADER],
  [
    'uploads with another algorithm than SSE-S3 denied',
    otherAlgorithmUploads(BUCKET, SSE_S3),
    OTHER_THAN_SSE_S3,
  ],
  [
    'uploads with another algorithm than SSE-KMS denied',
    otherAlgorithmUploads(BUCKET, OWN_KEY),
    OTHER_THAN_SSE_KMS,
  ],
  [
    'uploads with another key than one of the account denied',
    [otherKeyUploads(BUCKET, OWN_KEY)],
    OTHER_THAN_A_KEY,
  ],
  [
    'uploads with another key than one of another account denied',
    [otherKeyUploads(BUCKET, KEY_OF_ANOTHER)],
    OTHER_THAN_A_FOREIGN_KEY,
  ],
  [
    'uploads with another key for DSSE-KMS denied',
    [otherKeyUploads(BUCKET, DSSE_KEY)],
    OTHER_THAN_A_KEY_OF_TWO_LAYERS,
  ],
]
