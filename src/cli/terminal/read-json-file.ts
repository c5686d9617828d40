import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { codeOf } from '../../core/cooper-error.ts'

/** The JSON in a file or, for `-`, on standard input. Throws an error that names the file. */
export async function readJson(file: string): Promise<unknown> {
  const content = (await readBytes(file)).toString()
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch {
    throw new Error(`Cannot read the file ${JSON.stringify(file)}: it is not JSON`)
  }
}

/** The bytes of a file or, for `-`, of standard input. Throws an error that names the file. */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file)
  } catch (cause) {
    const reason = codeOf(cause) ?? cause
    throw new Error(`Cannot read the file ${JSON.stringify(file)} (${reason})`, { cause })
  }
}
