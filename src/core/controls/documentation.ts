import type { ControlId } from './ids.ts'

export interface Documentation {
  readonly settings: string
  readonly mustHold: string
  readonly remedy: string
}

/** The row of each control in docs/controls.md, in Markdown. Not in the controls, so that no function has these texts inside. */
export const CONTROL_DOCUMENTATION: Readonly<Record<ControlId, Documentation>> = {
  'default-encryption': {
    settings:
      '`DEFAULT_ENCRYPTION` `sse-s3` \\| `sse-kms` \\| `dsse-kms` (`sse-s3`); `KMS_KEY_ARN`; `KMS_KEYS_ALLOWED` (any)',
    mustHold:
      'default encryption is at least as strong as the setting: SSE-S3 < SSE-KMS with the AWS managed key < SSE-KMS with a customer managed key < DSSE-KMS; a KMS key is in the region of the bucket, and if `KMS_KEYS_ALLOWED` names keys, one of them',
    remedy:
      'puts the rule, and changes only what is non-compliant; a customer managed key is replaced only by `KMS_KEY_ARN`, and only if it is not allowed or in another region',
  },
  'bucket-key': {
    settings: '`BUCKET_KEY` `true` \\| `false` (`true`)',
    mustHold: 'default encryption with SSE-KMS uses a bucket key; SSE-S3 and DSSE-KMS have none',
    remedy: 'sets the Bucket Key flag only',
  },
  'sse-c': {
    settings: '`SSE_C` unset \\| `keep` \\| `block` (unset)',
    mustHold: 'uploads with SSE-C are blocked, by the encryption rule or by whichever statements',
    remedy: 'sets `BlockedEncryptionTypes` to `SSE-C`',
  },
  'upload-encryption': {
    settings: '`UPLOAD_ENCRYPTION` unset \\| `any` \\| `matching` \\| `explicit` (unset)',
    mustHold:
      "`matching`: every upload is denied whose headers name another algorithm or key than the bucket's default, and where the default is SSE-KMS with a customer managed key, every `UpdateObjectEncryption` of an object to another key; `explicit`: uploads without encryption headers are denied too. Not covered are AWS services, SSE-C (see `sse-c`), and the key where the default is the AWS managed key",
    remedy:
      'adds the statements `CooperUploadAlgorithm`, `CooperUploadKey` and `CooperUploadHeader`, as the setting requires',
  },
  'tls-only': {
    settings: '`TLS_STATEMENT` `any` \\| `canonical` (`any`); `WEBSITE_BUCKETS`; `PUBLIC_BUCKETS`',
    mustHold:
      "every plain-HTTP request is denied, by whichever statements; `canonical`: the policy also contains AWS's recommended statement literally, so that AWS Config finds it",
    remedy: 'adds the statement `CooperTlsOnly`',
  },
  'minimum-tls': {
    settings:
      '`MINIMUM_TLS_VERSION` unset \\| `none` \\| `1.2` \\| `1.3` (unset); `WEBSITE_BUCKETS`; `PUBLIC_BUCKETS`',
    mustHold: 'every request over an older version of TLS is denied, by whichever statements',
    remedy: 'adds the statement `CooperMinimumTls`',
  },
}
