import type { Policy } from '../../core/policy/document.ts'
import { parsePolicyText } from '../../core/policy/parsing/parse.ts'
import { readBytes } from '../terminal/read-json-file.ts'

/** The bucket policy in a file. Throws an error that names the file. */
export async function readPolicy(file: string): Promise<Policy> {
  const text = (await readBytes(file)).toString()
  try {
    return parsePolicyText(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause
    throw new Error(`Cannot read the policy in ${JSON.stringify(file)}: ${reason}`, { cause })
  }
}
