// esbuild puts the files' texts in place of these calls: see assets-built.ts.
export const SCRIPT: string = require('../../dist/report/page.js.txt')
export const STYLE: string = require('../../dist/report/page.css.txt')
