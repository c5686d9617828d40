import type { KeyPolicy } from '../core/encryption/key-policy.ts'
import type { Settings } from '../core/settings.ts'
import { callJson } from './json-call.ts'

/**
 * Adds the policy of the key to the settings, with `KMS_PREFLIGHT=true`. It is read once. If it could not be read, the
 * next call tries again.
 */
export function keyPreflight(environment: Readonly<Record<string, string | undefined>>) {
  const policies = new Map<string, KeyPolicy>()
  return async <T extends Settings>(settings: T): Promise<T> => {
    const { kmsPreflight, kmsKeyArn } = settings
    if (!kmsPreflight || kmsKeyArn === undefined) return settings
    const known = policies.get(kmsKeyArn)
    const { readKeyPolicy } = await import('./key-policy.ts')
    const keyPolicy = known?.known ? known : await readKeyPolicy(kmsKeyArn, environment, callJson)
    policies.set(kmsKeyArn, keyPolicy)
    return { ...settings, keyPolicy }
  }
}
