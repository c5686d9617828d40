import { dnsSuffixOf } from '../../core/bucket.ts'
import type { Json } from '../../core/policy/document.ts'
import { symbolFor } from '../readings/symbols.ts'
import type { Scope } from './template.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
export const isPseudoParameter = (name: string): boolean => name.startsWith('AWS::')

/** `undefined` for `AWS::NoValue`. */
export function pseudoParameter(
  name: string,
  { options, place, template }: Scope,
): Json | undefined {
  const given = Object.hasOwn(options.params, name) ? options.params[name] : undefined
  switch (name) {
    case 'AWS::NoValue':
      return undefined
    case 'AWS::Partition':
      return place.partition
    case 'AWS::Region':
      return place.region
    case 'AWS::AccountId':
      return place.account
    case 'AWS::URLSuffix':
      return dnsSuffixOf(place.partition)
    default:
      return given ?? symbolFor(`${name} is not known`, `${template.file} ${name}`)
  }
}
