import type { Answer } from '../../../../src/core/policy/decision/answer.ts'
import type { JsonObject } from '../../../../src/core/policy/document.ts'
import type { RequestClass } from '../../../../src/core/policy/request-class.ts'
import { oldTls } from '../../../../src/core/requests/old-tls.ts'
import { plainHttp } from '../../../../src/core/requests/plain-http.ts'
import { deny, USER } from './case.ts'
import { BUCKET } from './classes.ts'

/** The reason, the expected answer, and the statements of the policy. */
export type ClassCase = readonly [
  reason: string,
  answer: Answer['type'],
  ...statements: readonly JsonObject[],
]

export type ClassCases = readonly [
  name: string,
  requests: readonly RequestClass[],
  cases: readonly ClassCase[],
]

const when = (Condition: JsonObject): JsonObject => deny({ Condition })
const version = (operator: string, value: JsonObject[string]) =>
  when({ [operator]: { 's3:TlsVersion': value } })

const [ATHENA, GLUE] = ['athena.amazonaws.com', 'glue.amazonaws.com']
/** Old TLS is denied to all but requests whose chain of services is like this. */
const except = (conditions: JsonObject): JsonObject =>
  when({ NumericLessThan: { 's3:TlsVersion': '1.2' }, ...conditions })

/**
 * The first and the last service of a list are in two more keys:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledviafirst
 */
const CALL_CHAINS: readonly ClassCase[] = [
  ['except through a service', 'undenied', except({ Bool: { 'aws:ViaAWSService': 'false' } })],
  [
    'except through a service whose name is not the user agent',
    'undenied',
    except({ Null: { 'aws:CalledVia': 'true' } }),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    except({ StringEquals: { 'aws:UserAgent': '${aws:CalledViaFirst}' } }),
    deny({
      Resource: 'arn:aws:s3:::data/any-object',
      Condition: { StringNotEquals: { 's3:prefix': [] } },
    }),
  ],
  [
    'except through two services',
    'undenied',
    except({ 'ForAllValues:StringNotEquals': { 'aws:CalledVia': ATHENA } }),
    except({ 'ForAllValues:StringNotEquals': { 'aws:CalledVia': GLUE } }),
  ],
  [
    'except where one service is the first and another the last',
    'undenied',
    except({ StringNotEquals: { 'aws:CalledViaFirst': ATHENA } }),
    except({ StringNotEquals: { 'aws:CalledViaLast': GLUE } }),
  ],
  [
    'except where a service is the first of a list without it',
    'not-proven',
    except({ StringNotEquals: { 'aws:CalledViaFirst': ATHENA } }),
    except({ 'ForAnyValue:StringEquals': { 'aws:CalledVia': ATHENA } }),
  ],
  [
    'except where a service is the last of a list without it',
    'not-proven',
    except({ StringNotEquals: { 'aws:CalledViaLast': ATHENA } }),
    except({ 'ForAnyValue:StringEquals': { 'aws:CalledVia': ATHENA } }),
  ],
  [
    'except with a first service and no list',
    'not-proven',
    except({ StringNotEquals: { 'aws:CalledViaFirst': ATHENA } }),
    except({ Null: { 'aws:CalledVia': 'false' } }),
  ],
  [
    'except with three services, of which the middle one is neither the first nor the last',
    'undenied',
    except({ StringNotEquals: { 'aws:CalledViaFirst': ATHENA } }),
    except({ StringNotEquals: { 'aws:CalledViaLast': ATHENA } }),
    except({ 'ForAllValues:StringEquals': { 'aws:CalledVia': ATHENA } }),
  ],
  [
    'except with a list of services, but not through a service',
    'not-proven',
    except({ Bool: { 'aws:ViaAWSService': 'true' } }),
    except({ Null: { 'aws:CalledVia': 'true' } }),
  ],
  [
    'except through something that has not the name of a service',
    'not-proven',
    except({ StringNotLike: { 'aws:CalledViaFirst': 'athena*.example.com' } }),
  ],
]

const BELOW_1_2: readonly ClassCase[] = [
  ['a number as S3 stores it', 'denied', version('NumericLessThan', '1.2')],
  ['a number', 'denied', version('NumericLessThan', 1.2)],
  ['a stricter one', 'denied', version('NumericLessThan', '1.3')],
  ['a minimum that still accepts 1.1', 'undenied', version('NumericLessThan', '1.1')],
  ['at most 1.1', 'denied', version('NumericLessThanEquals', '1.1')],
  ['at most 1.0', 'undenied', version('NumericLessThanEquals', '1.0')],
  ['between 1.1 and 1.2', 'denied', version('NumericLessThan', '1.15')],
  ['the reversed condition', 'undenied', version('NumericGreaterThan', '1.2')],
  ['if the key exists', 'denied', version('NumericLessThanIfExists', '1.2')],
  ['all of the old ones by number', 'denied', version('NumericEquals', ['1.0', '1.1'])],
  ['one of the old ones by number', 'undenied', version('NumericEquals', '1.0')],
  ['any but the new ones by number', 'denied', version('NumericNotEquals', ['1.2', '1.3'])],
  ['any but 1.3', 'denied', version('NumericNotEquals', '1.3')],
  ['any but 1.1', 'undenied', version('NumericNotEquals', '1.1')],
  ['all of the old ones as text', 'denied', version('StringEquals', ['1', '1.0', '1.1'])],
  [
    'the old ones as text, in one of two spellings',
    'undenied',
    version('StringEquals', ['1.0', '1.1']),
  ],
  ['any but the new ones as text', 'denied', version('StringNotEquals', ['1.2', '1.3'])],
  [
    'any but the new ones as text, if the key exists',
    'denied',
    version('StringNotEqualsIfExists', ['1.2', '1.3']),
  ],
  ['any text that is not like the new ones', 'denied', version('StringNotLike', '1.[23]')],
  ['text like the old ones', 'denied', version('StringLike', ['1', '1.?'])],
  ['text like 1.0', 'undenied', version('StringLike', '1.0*')],
  ['where the key exists', 'denied', when({ Null: { 's3:TlsVersion': 'false' } })],
  ['where the key does not exist', 'undenied', when({ Null: { 's3:TlsVersion': 'true' } })],
  [
    'each old version by itself',
    'denied',
    version('NumericEquals', '1.1'),
    version('NumericLessThan', '1.1'),
  ],
  [
    'with a gap between two',
    'undenied',
    version('NumericLessThan', '1'),
    version('NumericEquals', '1.1'),
  ],
  [
    'only over TLS, as all these requests are',
    'denied',
    when({
      NumericLessThan: { 's3:TlsVersion': '1.2' },
      Bool: { 'aws:SecureTransport': 'true' },
    }),
  ],
  [
    'only without TLS, where no version exists',
    'undenied',
    when({
      NumericLessThan: { 's3:TlsVersion': '1.2' },
      Bool: { 'aws:SecureTransport': 'false' },
    }),
  ],
  ['only plain HTTP', 'undenied', deny()],
  ['all TLS', 'denied', when({ Bool: { 'aws:SecureTransport': 'true' } })],
  [
    'plain HTTP and old TLS in one statement',
    'undenied',
    when({
      Bool: { 'aws:SecureTransport': 'false' },
      NumericLessThan: { 's3:TlsVersion': '1.2' },
    }),
  ],
  ['a value that is not a number', 'undenied', version('NumericLessThan', 'TLSv1.2')],
  ['another key', 'undenied', when({ NumericLessThan: { 's3:signatureversion': '1.2' } })],
  [
    'a user below 1.3 and all others below 1.2',
    'denied',
    { ...version('NumericLessThan', '1.3'), Principal: { AWS: USER } },
    version('NumericLessThan', '1.2'),
  ],
  [
    'a user below 1.1 and all others below 1.2',
    'undenied',
    { ...version('NumericLessThan', '1.1'), Principal: { AWS: USER } },
    deny({
      NotPrincipal: { AWS: USER },
      Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    }),
  ],
]

const BELOW_1_3: readonly ClassCase[] = [
  ['below 1.3', 'denied', version('NumericLessThan', 1.3)],
  ['below 1.2, which accepts 1.2', 'undenied', version('NumericLessThan', '1.2')],
  ['at most 1.2', 'denied', version('NumericLessThanEquals', '1.2')],
  ['at most 1.1', 'undenied', version('NumericLessThanEquals', '1.1')],
  ['any but 1.3', 'denied', version('StringNotEquals', '1.3')],
  ['any but 1.2 and 1.3', 'undenied', version('StringNotEquals', ['1.2', '1.3'])],
  ['all of the old ones as text', 'denied', version('StringEquals', ['1', '1.0', '1.1', '1.2'])],
  [
    'below 1.2, and 1.2 itself',
    'denied',
    version('NumericLessThan', '1.2'),
    version('StringEquals', '1.2'),
  ],
]

const HTTP: readonly ClassCase[] = [
  ['old TLS: plain HTTP has no version', 'undenied', version('NumericLessThan', '1.2')],
  ['old TLS, if the key exists', 'denied', version('NumericLessThanIfExists', '1.2')],
  ['no version', 'denied', when({ Null: { 's3:TlsVersion': true } })],
  ['any version but 1.3', 'denied', version('NumericNotEquals', '1.3')],
]

export const OLD_TLS: readonly ClassCases[] = [
  ['TLS below 1.2 denied by its version', [oldTls(BUCKET, '1.2')], BELOW_1_2],
  ['TLS below 1.2 denied except through services', [oldTls(BUCKET, '1.2')], CALL_CHAINS],
  ['TLS below 1.3 denied by its version', [oldTls(BUCKET, '1.3')], BELOW_1_3],
  ['plain HTTP denied by the version of TLS', [plainHttp(BUCKET)], HTTP],
]
