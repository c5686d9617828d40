import { isAbsolute, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The URI of a file, relative to the working directory where it is in it, as SARIF and code scanning want it. */
export function uriOf(file: string): string {
  if (file === '-') return 'stdin'
  const path = isAbsolute(file) ? relative('', file) : file
  if (isAbsolute(path) || path.split(/[\\/]/)[0] === '..') return pathToFileURL(file).href
  return path
    .split(sep)
    .filter((part) => part !== '.')
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\uFFFD')))
    .join('/')
}
