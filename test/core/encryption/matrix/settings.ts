/** A setting of the matrix, in simple words. */
export interface Setting {
  readonly required: 'SSE-S3' | 'SSE-KMS' | 'DSSE-KMS'
  readonly isKeyNamed: boolean
  /** The list contains every key of the account. */
  readonly areKeysListed: boolean
  readonly bucketKey: boolean
  readonly blocksSseC: boolean
}

export const NAMED_KEY =
  'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'

const VARIABLES = { 'SSE-S3': 'sse-s3', 'SSE-KMS': 'sse-kms', 'DSSE-KMS': 'dsse-kms' }
const REQUIRED = ['SSE-S3', 'SSE-KMS', 'DSSE-KMS'] as const
const EITHER = [false, true]

export const environmentOf = (setting: Setting) => ({
  TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:cooper',
  AWS_REGION: 'us-east-1',
  CONTROLS: 'default-encryption bucket-key sse-c',
  DEFAULT_ENCRYPTION: VARIABLES[setting.required],
  KMS_KEY_ARN: setting.isKeyNamed ? NAMED_KEY : '',
  KMS_KEYS_ALLOWED: setting.areKeysListed ? 'arn:aws:kms:us-east-1:123456789012:key/*' : '',
  BUCKET_KEY: String(setting.bucketKey),
  SSE_C: setting.blocksSseC ? 'block' : 'keep',
})

const KEYS = REQUIRED.flatMap((required) =>
  EITHER.flatMap((isKeyNamed) =>
    EITHER.map((areKeysListed) => ({ required, isKeyNamed, areKeysListed })),
  ),
)

export const EVERY_SETTING: readonly Setting[] = KEYS.flatMap((keys) =>
  EITHER.flatMap((bucketKey) => EITHER.map((blocksSseC) => ({ ...keys, bucketKey, blocksSseC }))),
)

/** A list of keys needs a key to put, and a key needs an encryption with KMS. */
export const makesSense = ({ required, isKeyNamed, areKeysListed }: Setting): boolean =>
  isKeyNamed ? required !== 'SSE-S3' || areKeysListed : !areKeysListed

export const nameOf = (setting: Setting): string =>
  [
    setting.required,
    setting.isKeyNamed && 'a key',
    setting.areKeysListed && 'a list of keys',
    setting.bucketKey && 'bucket key',
    setting.blocksSseC && 'SSE-C blocked',
  ]
    .filter(Boolean)
    .join(', ')
