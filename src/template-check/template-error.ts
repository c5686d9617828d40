import { cooperError } from '../core/cooper-error.ts'

/** A file that Cooper cannot read as a template. */
export const templateError = (problem: string, cause?: unknown) =>
  cooperError('InvalidTemplate', `Cannot read the template: ${problem}`, { cause })
