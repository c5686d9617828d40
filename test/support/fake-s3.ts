import type { BucketCalls, Refusal } from '../../src/core/bucket-calls.ts'
import type { EncryptionRule } from '../../src/core/encryption/rule.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import type { Snapshot } from '../../src/core/posture.ts'

type Call = keyof BucketCalls
type Answer = (state: State) => unknown

export interface State {
  policy: PolicyDocument | undefined
  encryption: EncryptionRule | undefined
}

const TOO_LARGE: Refusal = {
  code: 'PolicyTooLarge',
  message: 'Policy exceeds the maximum allowed document size.',
}

/**
 * A bucket in memory for situations that a real S3 cannot produce on demand: other writers between two calls, stale reads,
 * refusals. Each call first uses its next answer from the script, if any: it may change the state, return an answer, or throw.
 */
export function fakeS3(start: Snapshot, script: Partial<Record<Call, Answer[]>> = {}) {
  const state: State = {
    policy: start.policy ?? undefined,
    encryption: start.encryption ?? undefined,
  }
  const calls: Call[] = []
  const answer = async <T>(call: Call, otherwise: () => T): Promise<T> => {
    calls.push(call)
    // The script's answer has the type of the call.
    return (script[call]?.shift()?.(state) as T | undefined) ?? otherwise()
  }
  const s3: BucketCalls = {
    readPolicy: () =>
      answer('readPolicy', () => ({
        known: true,
        value: state.policy && parsePolicy(state.policy),
      })),
    readEncryption: () =>
      answer('readEncryption', () => ({ known: true, value: state.encryption })),
    readTags: () => answer('readTags', () => ({ known: true, value: {} })),
    readWebsite: () => answer('readWebsite', () => ({ known: true, value: false })),
    readAcl: () => answer('readAcl', () => ({ known: true, value: [] })),
    putPolicy: (_bucket, policy) =>
      answer<Refusal | undefined>('putPolicy', () => {
        if (Buffer.byteLength(JSON.stringify(policy)) > 20_480) return TOO_LARGE
        state.policy = policy
        return undefined
      }),
    putEncryption: (_bucket, rule) =>
      answer<Refusal | undefined>('putEncryption', () => {
        state.encryption = rule
        return undefined
      }),
  }
  return { s3, state, calls }
}
