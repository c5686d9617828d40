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

const when = (Condition: JsonObject): JsonObject =>
  deny({ Action: 's3:PutObject', Resource: OBJECTS, Condition })
const algorithm = (operator: string, value: Value) =>
  when({ [operator]: { [ALGORITHM_KEY]: value } })
const key = (operator: string, value: Value) => when({ [operator]: { [KMS_KEY]: value } })
const customer = (operator: string, value: Value) => when({ [operator]: { [SSE_C_KEY]: value } })
const NAMED: JsonObject = { Null: { [ALGORITHM_KEY]: 'false' } }
const OVER_TLS: JsonObject = { Bool: { 'aws:SecureTransport': 'true' } }
const OVER_HTTP: JsonObject = { Bool: { 'aws:SecureTransport': 'false' } }

const WITH_SSE_C: readonly ClassCase[] = [
  ['where the header is there', 'denied', customer('Null', false)],
  ['where the header is not there', 'undenied', customer('Null', 'true')],
  ['the only algorithm that there is', 'denied', customer('StringEquals', 'AES256')],
  ['in other letter case', 'undenied', customer('StringEquals', 'aes256')],
  ['in any letter case', 'denied', customer('StringEqualsIgnoreCase', 'aes256')],
  ['by pattern', 'denied', customer('StringLike', '*')],
  ['any but the only one', 'undenied', customer('StringNotEquals', 'AES256')],
  [
    'over TLS, since S3 takes it over nothing else',
    'denied',
    when({ ...OVER_TLS, Null: { [SSE_C_KEY]: 'false' } }),
  ],
  ['over HTTP', 'undenied', when({ ...OVER_HTTP, Null: { [SSE_C_KEY]: 'false' } })],
  ['the header of SSE-S3', 'undenied', algorithm('Null', 'false')],
  ['the lack of the header of SSE-S3, which goes with it', 'denied', algorithm('Null', 'true')],
  ['any but SSE-KMS: no header is another one', 'denied', algorithm('StringNotEquals', 'aws:kms')],
  [
    'any but SSE-KMS, where one is named',
    'undenied',
    when({ ...NAMED, StringNotEquals: { [ALGORITHM_KEY]: 'aws:kms' } }),
  ],
]

const WITHOUT_HEADER: readonly ClassCase[] = [
  ['where the header is not there', 'denied', algorithm('Null', true)],
  ['where the header is there', 'undenied', algorithm('Null', 'false')],
  ['any but SSE-S3: no header is another one', 'denied', algorithm('StringNotEquals', 'AES256')],
  [
    'any but SSE-S3, if the key exists: so it does not',
    'denied',
    algorithm('StringNotEqualsIfExists', 'AES256'),
  ],
  [
    'any but SSE-S3, where one is named',
    'undenied',
    when({ ...NAMED, StringNotEquals: { [ALGORITHM_KEY]: 'AES256' } }),
  ],
  ['none that is like anything', 'denied', algorithm('StringNotLike', 'aws:*')],
  ['an empty one', 'undenied', algorithm('StringEquals', '')],
  ['where no key is named', 'denied', key('Null', 'true')],
  ['any but a key', 'denied', key('ArnNotEquals', KEY)],
  [
    'any key but one, where one is named',
    'undenied',
    when({ Null: { [KMS_KEY]: 'false' }, StringNotEquals: { [KMS_KEY]: KEY } }),
  ],
  [
    'where no header is there, of both',
    'denied',
    when({ Null: { [ALGORITHM_KEY]: 'true', [SSE_C_KEY]: 'true' } }),
  ],
  [
    'where no header is there, but the one of SSE-C',
    'undenied',
    when({ Null: { [ALGORITHM_KEY]: 'true', [SSE_C_KEY]: 'false' } }),
  ],
  ['over TLS only', 'undenied', when({ ...OVER_TLS, Null: { [ALGORITHM_KEY]: 'true' } })],
  [
    'over TLS, and plain HTTP at all',
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
    'any other, where one is named',
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
  ['dual-layer encryption forgotten', 'undenied', algorithm('StringEquals', 'aws:kms')],
  [
    'single-layer encryption forgotten',
    'undenied',
    algorithm('StringEquals', ['aws:kms:dsse', 'AES256']),
  ],
  ['by pattern', 'denied', algorithm('StringLike', 'aws:*')],
  ['by a pattern of one length', 'undenied', algorithm('StringLike', 'aws:???')],
  ['in other letter case', 'undenied', algorithm('StringEquals', ['AWS:KMS', 'AWS:KMS:DSSE'])],
  [
    'in any letter case',
    'denied',
    algorithm('StringEqualsIgnoreCase', ['AWS:KMS', 'AWS:KMS:DSSE']),
  ],
  ['not like it', 'denied', algorithm('StringNotLike', 'AES*')],
  ['the wrong one', 'undenied', algorithm('StringNotEquals', 'aws:kms')],
  ['one spared', 'undenied', algorithm('StringNotEquals', ['AES256', 'aws:kms'])],
  ['any that is named at all', 'denied', algorithm('Null', 'false')],
  ['any that is not named', 'undenied', algorithm('Null', 'true')],
  ['any key that is named: none has to be', 'undenied', key('Null', 'false')],
  ['any key, and none', 'denied', key('Null', 'false'), key('Null', 'true')],
  [
    'with a key by one statement, and without by another',
    'denied',
    when({ Null: { [KMS_KEY]: 'false' }, StringLike: { [ALGORITHM_KEY]: 'aws:kms*' } }),
    when({ Null: { [KMS_KEY]: 'true' }, StringLike: { [ALGORITHM_KEY]: 'aws:kms*' } }),
  ],
  ['every upload', 'denied', deny({ Action: 's3:PutObject', Condition: {} })],
  [
    'over TLS, since S3 takes KMS over nothing else',
    'denied',
    when({ ...OVER_TLS, StringNotEquals: { [ALGORITHM_KEY]: 'AES256' } }),
  ],
  ['over HTTP', 'undenied', when({ ...OVER_HTTP, StringNotEquals: { [ALGORITHM_KEY]: 'AES256' } })],
  [
    'of callers that are known, since S3 takes KMS from nobody else',
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
  ['dual-layer encryption forgotten', 'undenied', algorithm('StringEquals', 'AES256')],
  ['SSE-S3 forgotten', 'undenied', algorithm('StringLike', 'aws:kms:*')],
  ['not like it, nor like its elder', 'undenied', algorithm('StringNotLike', 'aws:kms*')],
  ['another key: dual-layer encryption may name the same', 'undenied', key('StringNotEquals', KEY)],
  [
    'over TLS: SSE-S3 over HTTP forgotten',
    'undenied',
    when({ ...OVER_TLS, StringNotEquals: { [ALGORITHM_KEY]: 'aws:kms' } }),
  ],
  [
    'over TLS, and HTTP at all',
    'denied',
    when({ ...OVER_TLS, StringNotEquals: { [ALGORITHM_KEY]: 'aws:kms' } }),
    deny(),
  ],
  [
    'of callers that are known: the anonymous one forgotten, who may send SSE-S3',
    'undenied',
    when({
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
      StringNotEquals: { [ALGORITHM_KEY]: 'aws:kms' },
    }),
  ],
  [
    'SSE-S3 and a key that is named, which dual-layer encryption need not',
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
    'any other, of that algorithm',
    'denied',
    when({ StringEquals: { [ALGORITHM_KEY]: 'aws:kms' }, StringNotEquals: { [KMS_KEY]: KEY } }),
  ],
  [
    'any other, of another algorithm',
    'undenied',
    when({
      StringEquals: { [ALGORITHM_KEY]: 'aws:kms:dsse' },
      StringNotEquals: { [KMS_KEY]: KEY },
    }),
  ],
  [
    'any other, of both algorithms with keys',
    'denied',
    when({ StringLike: { [ALGORITHM_KEY]: 'aws:kms*' }, StringNotEquals: { [KMS_KEY]: KEY } }),
  ],
  [
    'any other where one is named: none means the AWS managed key',
    'undenied',
    when({ Null: { [KMS_KEY]: 'false' }, StringNotEquals: { [KMS_KEY]: KEY } }),
  ],
  [
    'any other where one is named, and none',
    'denied',
    when({ Null: { [KMS_KEY]: 'false' }, StringNotEquals: { [KMS_KEY]: KEY } }),
    key('Null', 'true'),
  ],
  ['where none is named', 'undenied', key('Null', 'true')],
  ['one other key', 'undenied', key('StringEquals', OTHER_KEY)],
  ['any but it and one other', 'undenied', key('StringNotEquals', [KEY, OTHER_KEY])],
  ['any but those that end alike', 'undenied', key('StringNotLike', `*${KEY_ID}`)],
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
  ['any that does not contain its id', 'undenied', key('StringNotLike', `*${KEY_ID}*`)],
  [
    'any ARN but one, and no key: a bare id or an alias passes',
    'undenied',
    when({ StringLike: { [KMS_KEY]: 'arn:*' }, StringNotEquals: { [KMS_KEY]: KEY } }),
    key('Null', 'true'),
  ],
  ['every upload by that algorithm', 'denied', algorithm('StringEquals', 'aws:kms')],
  ['every upload by another', 'undenied', algorithm('StringNotEquals', 'aws:kms')],
]

const OTHER_THAN_A_FOREIGN_KEY: readonly ClassCase[] = [
  ['any other', 'denied', key('StringNotEquals', FOREIGN_KEY)],
  ['any but that of the account', 'undenied', key('StringNotEquals', KEY)],
  [
    'any but its ARN and its bare id, which is another key here',
    'undenied',
    key('StringNotEquals', [FOREIGN_KEY, FOREIGN_KEY.split('/')[1] ?? '']),
  ],
]

const OTHER_THAN_A_KEY_OF_TWO_LAYERS: readonly ClassCase[] = [
  ['any other', 'denied', key('StringNotEquals', KEY)],
  [
    'any other, of one layer',
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
