import { readFileSync } from 'node:fs'
import { join } from 'node:path'

// `npm run build` makes one text of src/report/page, and one of its style. Run from the sources, they are read where
// that puts them; the bundled command has them inside (assets-bundled.ts). Which of the two files `#report-page` means is
// told by "imports" in package.json and the condition "bundled", so that Node, Vitest, tsc and esbuild agree.
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
