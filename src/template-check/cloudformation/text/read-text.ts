import { LineCounter } from 'yaml'
import type { JsonObject } from '../../../core/policy/document.ts'
import { isObject } from '../../../core/policy/parsing/read-json.ts'
import { templateError } from '../../template-error.ts'
import { createPositions, type Position, type Positions, placeIn } from './positions.ts'
import { readJsonText } from './read-json-text.ts'
import { readYamlText } from './read-yaml-text.ts'

/** A template as plain values, with the place of each field. */
export interface TemplateText {
  readonly root: JsonObject
  readonly positions: Positions
  readonly isJson: boolean
}

// CloudFormation takes 1 MB: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const LONGEST_TEXT = 1_500_000

/** Reads YAML, with the short forms of functions, or JSON. */
export function readTemplateText(text: string): TemplateText {
  if (text.length > LONGEST_TEXT) {
    throw templateError(`it has ${text.length} characters, and CloudFormation takes at most 1 MB`)
  }
  const positions = createPositions()
  const isJson = isLikeJson(text)
  const plain = text.replace(/^\uFEFF/, '')
  const json = isJson ? readJsonText(plain, positions, positionsIn(plain)) : undefined
  const root = json ?? readYamlText(plain, positions)
  if (!isObject(root)) throw templateError('it must be an object with Resources')
  return { root, positions, isJson }
}

function positionsIn(text: string): (offset: number) => Position {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1)
  return (offset) => placeIn(lines, offset)
}

/** Whether a text is JSON rather than YAML. */
export const isLikeJson = (text: string): boolean => /^\uFEFF?\s*\{/.test(text)
