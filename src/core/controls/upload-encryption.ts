import { whoNamesOtherEncryption } from '../assessment/users/upload-headers.ts'
import { type UploadDefault, uploadDefaultOf } from '../encryption/upload-default.ts'
import { type Examination, examine } from '../explain/examine.ts'
import {
  compliant,
  isCompliant,
  type Judgement,
  NOT_REQUIRED,
  nonCompliant,
  unknown,
} from '../finding.ts'
import type { RequestClass } from '../policy/request-class.ts'
import type { BucketPosture } from '../posture.ts'
import { headerlessUploads, otherAlgorithmUploads, otherKeyUploads } from '../requests/uploads.ts'
import type { Settings } from '../settings.ts'
import {
  type OwnStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
  uploadKeyStatement,
} from '../statements/cooper-statements.ts'
import type { Control } from './control.ts'
import { judgeNotRequired, judgeObsolete, requireOnly } from './obsolete-statements.ts'

const UPLOAD_SIDS = ['CooperUploadAlgorithm', 'CooperUploadKey', 'CooperUploadHeader'] as const

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export const uploadEncryption: Control = {
  id: 'upload-encryption',
  title: 'Accepts only uploads with the encryption of the bucket',
  why: "An upload can request another encryption than the bucket's default, and so bypass it.",
  ifItBreaks: () =>
    'Uploads whose headers name another algorithm or key than the default of the bucket now get "403 Access Denied". Change them to the default, with a customer managed key by its ARN. Uploads without encryption headers are accepted, unless the policy has the statement "CooperUploadHeader".',
  mapping: () => ({
    securityHub: [],
    config: [],
    cis: [],
    pciDss: [],
    nist: [],
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  }),
  ownSids: UPLOAD_SIDS,
  evaluate(posture, settings, look) {
    const { bucket, policy, encryption } = posture
    if (settings.uploadEncryption === undefined) return NOT_REQUIRED
    if (settings.uploadEncryption === 'any') return judgeNotRequired(posture, UPLOAD_SIDS, settings)
    if (!encryption.known) return unknown(encryption.reason)
    if (!policy.known) return unknown(policy.reason)
    const present = uploadDefaultOf(encryption.value, bucket)
    if (typeof present === 'string') return unknown(present)
    const asked = uploadRequirements(posture, present, settings)
    const examined = asked.flatMap(({ uploads, kind }) =>
      uploads.map((requests) => examine(policy.value, requests, kind, look)),
    )
    const judgement = judgeUploads(examined)
    if (!isCompliant(judgement)) return judgement
    const required = asked.map(({ statement }) => statement)
    return judgeObsolete(posture, UPLOAD_SIDS, required, settings) ?? judgement
  },
  remedy(posture, settings) {
    if (settings.uploadEncryption === undefined) return {}
    const rule = posture.encryption.known ? posture.encryption.value : undefined
    const present = uploadDefaultOf(rule, posture.bucket)
    const asked = typeof present === 'string' ? [] : uploadRequirements(posture, present, settings)
    return {
      policy: requireOnly(
        UPLOAD_SIDS,
        asked.map(({ statement }) => statement),
        settings,
      ),
    }
  },
  shutsOut({ bucket, policy, encryption }) {
    const rule = encryption.known ? encryption.value : undefined
    const present = uploadDefaultOf(rule, bucket)
    return policy.known && policy.value && typeof present !== 'string'
      ? whoNamesOtherEncryption(policy.value, present)
      : undefined
  },
  // Log delivery sends no encryption header, and does not always come from a service principal.
  forLogTarget: (settings) =>
    settings.uploadEncryption === 'explicit'
      ? { ...settings, uploadEncryption: 'matching' }
      : settings,
}

interface UploadRequirement {
  readonly kind: string
  readonly uploads: readonly RequestClass[]
  readonly statement: OwnStatement
}

function uploadRequirements(
  { bucket }: BucketPosture,
  present: UploadDefault,
  { uploadEncryption: setting }: Settings,
): readonly UploadRequirement[] {
  const algorithm = {
    kind: `upload that names another algorithm than ${present.algorithm}`,
    uploads: otherAlgorithmUploads(bucket, present),
    statement: uploadAlgorithmStatement(bucket, present),
  }
  const key = {
    kind: "upload that names another key than the bucket's default",
    uploads: [otherKeyUploads(bucket, present)],
    statement: uploadKeyStatement(bucket, present),
  }
  const header = {
    kind: 'upload that names no encryption',
    uploads: headerlessUploads(bucket),
    statement: uploadHeaderStatement(bucket),
  }
  if (setting === undefined || setting === 'any') return []
  const matching = present.keyNames.length === 0 ? [algorithm] : [algorithm, key]
  return setting === 'explicit' ? [...matching, header] : matching
}

function judgeUploads(examined: readonly Examination[]): Judgement {
  const open = examined.find(({ evidence }) => !evidence.enforced)
  if (open) return { ...nonCompliant(open.sentence), evidence: open.evidence }
  const statements = new Set(examined.flatMap(({ evidence }) => evidence.statements ?? []))
  return {
    ...compliant([...new Set(examined.map(({ sentence }) => sentence))].join('; ')),
    evidence: { enforced: true, statements: [...statements].toSorted((a, b) => a - b) },
  }
}
