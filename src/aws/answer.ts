import { errorText } from '../core/cooper-error.ts'
import { printable } from '../core/printable.ts'

export const printableMessage = (error: unknown): string => printable(errorText(error))
