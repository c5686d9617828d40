import { brotliCompressSync, constants } from 'node:zlib'

/** What a function loads only if a setting asks for it, by the name that it is imported by. */
export const OPTIONAL = './optional.cjs'

/**
 * Code for the property `ZipFile` of a function, which CloudFormation writes into `index.js`. A template has at most 1 MB,
 * and three functions have more, so the code is compressed and is unpacked when the function starts, within milliseconds.
 * There is no second file, so the optional part is in it too, and is unpacked when it is asked for.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html
 */
export function inlineCode(source: string, optional: string): string {
  const asked = `import("${OPTIONAL}")`
  if (!source.includes(asked)) throw new Error(`Cannot find ${asked} in the code of a function`)
  return [
    "const { compileFunction, constants } = require('node:vm')",
    "const { brotliDecompressSync } = require('node:zlib')",
    `const packed = '${packed(source.replaceAll(asked, `require("${OPTIONAL}")`))}'`,
    `const optional = '${packed(optional)}'`,
    "const names = ['exports', 'require', 'module', '__filename', '__dirname']",
    'const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER',
    'function run(part, module, load) {',
    "  const code = brotliDecompressSync(Buffer.from(part, 'base64')).toString()",
    '  const compiled = compileFunction(code, names, { filename: __filename, importModuleDynamically })',
    '  compiled(module.exports, load, module, __filename, __dirname)',
    '  return module.exports',
    '}',
    'let loaded',
    `const load = (name) => (name === '${OPTIONAL}' ? (loaded ??= run(optional, { exports: {} }, require)) : require(name))`,
    'run(packed, module, load)',
  ].join('\n')
}

function packed(source: string): string {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9, // a few percent larger than the best, in a fifth of the time
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: source.length,
  }
  return brotliCompressSync(source, { params }).toString('base64')
}
