import { readFileSync } from 'node:fs'
import { join } from 'node:path'

// `npm run build` writes the script of src/report/page to one file, and its style to another. Sources read them from dist/;
// the bundled command contains them (assets-bundled.ts). "imports" in package.json and the condition "bundled" select the
// file for `#report-page`, so that Node, Vitest, tsc and esbuild agree.
const BUILT = join(import.meta.dirname, '..', '..', '..', 'dist', 'report')

const read = (file: string): string => {
  try {
    return readFileSync(join(BUILT, file), 'utf8')
  } catch (cause) {
    throw new Error(`Cannot read "dist/report/${file}": run "npm run build" first`, { cause })
  }
}

export const script = (): string => read('page.js.txt')
export const style = (): string => read('page.css.txt')
