import type { Json } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { printable } from '../../core/printable.ts'
import { isSymbol, reasonOf } from '../readings/symbols.ts'
import { textOf } from './functions/function.ts'
import { fieldOf, sectionOf, type Template } from './template.ts'

interface UnclearParts {
  readonly notes: readonly string[]
  /** Why nothing about the buckets of the template is decided. */
  readonly undecided?: string
}

// They change nothing about a bucket, or Cooper resolves what they add.
const KNOWN_TRANSFORMS =
  /^AWS::(Serverless-2016-10-31|LanguageExtensions|SecretsManager-[\d-]+|CodeDeployBlueGreen)$/

/** What code of the deployment may add or change, which the text of a template does not show. */
export function unclearParts({ root, resources, file }: Template): UnclearParts {
  const transforms = [root.Transform].flat().flatMap((one) => {
    const name = isObject(one) ? one.Name : one
    return typeof name === 'string' && !KNOWN_TRANSFORMS.test(name) ? [name] : []
  })
  const loop = Object.values(resources).find(isSymbol)
  const parts = [
    ...transforms.map((name) => `the transform ${printable(name, 100)} may change the template`),
    ...(['Fn::Transform', 'Transform'] as const).flatMap((name) =>
      Object.hasOwn(resources, name) ? ['a transform adds resources'] : [],
    ),
    ...(Object.hasOwn(sectionOf({ root }, 'Conditions'), 'Fn::Transform')
      ? ['a transform adds conditions']
      : []),
    ...Object.entries(resources).flatMap(([id, resource]) =>
      isTransformed(resource) ? [`a transform adds properties to ${printable(id, 100)}`] : [],
    ),
    ...(loop === undefined ? [] : [reasonOf(loop)]),
  ]
  if (parts.length === 0) return { notes: [] }
  const undecided = parts.join('; ')
  return { notes: [`${printable(file, 200)}: ${undecided}`], undecided }
}

const isTransformed = (resource: Json): boolean =>
  /^AWS::S3::Bucket(Policy)?$/.test(textOf(fieldOf(resource, 'Type')) ?? '') &&
  [resource, fieldOf(resource, 'Properties')].some(
    (one) => fieldOf(one, 'Fn::Transform') !== undefined,
  )
