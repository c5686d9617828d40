import type { Attribute, AttributeName } from './attribute.ts'
import { encryptionAttribute } from './encryption.ts'
import { policyAttribute } from './policy.ts'

/** In the order in which they are changed. */
export const ATTRIBUTES: { readonly [Name in AttributeName]: Attribute<Name> } = {
  encryption: encryptionAttribute,
  policy: policyAttribute,
}

export const ATTRIBUTE_NAMES: readonly AttributeName[] = ['encryption', 'policy']
