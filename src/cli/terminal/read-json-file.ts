import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { codeOf } from '../../core/cooper-error.ts'

/** The JSON in a file or, for `-`, on standard input. Throws an error that names the file. */
export async function readJson(file: string): Promise<unknown> {
  const content = await contentOf(file)
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch {
    throw new Error(`Cannot read the file ${JSON.stringify(file)}: it is not JSON`)
  }
}

async function contentOf(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
  } catch (cause) {
    const reason = codeOf(cause) ?? cause
    throw new Error(`Cannot read the file ${JSON.stringify(file)} (${reason})`, { cause })
  }
}
