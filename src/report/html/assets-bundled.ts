// esbuild replaces these calls with the content of the files: see assets-built.ts.
export const script = (): string => require('../../../dist/report/page.js.txt')
export const style = (): string => require('../../../dist/report/page.css.txt')
