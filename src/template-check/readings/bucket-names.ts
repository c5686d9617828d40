import type { Bucket } from '../../core/bucket.ts'
import { characters, glob, matches } from '../../core/glob.ts'
import { mayBeEqual } from './may-be-equal.ts'
import { freshText, hasSymbol, replaceSymbols } from './symbols.ts'

/** A bucket whose name may not be known. */
export interface NamedBucket {
  /** Its name is a text that stands for it. */
  readonly bucket: Bucket
  /** The name in the template, perhaps with symbols. */
  readonly name: string
  /** Whether the template gives it. CloudFormation ends the others with random letters. */
  readonly isNamed: boolean
}

export const namedBucket = (bucket: Bucket, isNamed: boolean): NamedBucket => ({
  bucket: { ...bucket, name: replaceSymbols(bucket.name, freshText) },
  ...{ name: bucket.name, isNamed },
})

/**
 * Whether a pattern over names may match the name, though it does not match the text that stands for it. A name with
 * random letters is matched by nothing without a wildcard.
 */
export function mayMatchName(pattern: string, { bucket, name, isNamed }: NamedBucket): boolean {
  if (matches(glob(pattern), characters(bucket.name))) return false
  if (isNamed) return hasSymbol(name) && mayBeEqual(pattern, name)
  return /[*?]/.test(pattern) && mayBeEqual(pattern, GENERATED)
}

/** `stack-resource-random`. */
const GENERATED = '*-*'
