// esbuild puts the files' texts in place of these calls: see assets-built.ts.
export const script = (): string => require('../../../dist/report/page.js.txt')
export const style = (): string => require('../../../dist/report/page.css.txt')
