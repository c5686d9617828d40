import { printable } from '../../core/printable.ts'
import { symbolFor } from '../readings/symbols.ts'

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
const DYNAMIC = /\{\{resolve:[^{}]*\}\}/g

/** A text in which what CloudFormation reads from Parameter Store or Secrets Manager is not known. */
export const withoutDynamicReferences = (text: string): string =>
  text.includes('{{resolve:')
    ? text.replace(DYNAMIC, (found) => symbolFor(`${printable(found, 100)} is not known`, found))
    : text
