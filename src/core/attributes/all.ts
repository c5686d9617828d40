import type { Attribute, AttributeName } from './attribute.ts'
import { encryptionAttribute } from './encryption.ts'
import { policyAttribute } from './policy.ts'

/** In the order of the changes. */
export const ATTRIBUTES: { readonly [Name in AttributeName]: Attribute<Name> } = {
  encryption: encryptionAttribute,
  policy: policyAttribute,
}

export const ATTRIBUTE_NAMES: readonly AttributeName[] = ['encryption', 'policy']
