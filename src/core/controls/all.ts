import type { Control } from './control.ts'
import { defaultEncryption } from './default-encryption.ts'
import { tlsOnly } from './tls-only.ts'

export const CONTROLS: readonly Control[] = [defaultEncryption, tlsOnly]
