import { brotliCompressSync, constants } from 'node:zlib'

/**
 * Code for the property `ZipFile` of a function, which CloudFormation writes into `index.js`. A template has at most 1 MB,
 * and three functions have more, so the code is compressed and is unpacked when the function starts, within milliseconds.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html
 */
export function inlineCode(source: string): string {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9, // a few percent larger than the best, in a fifth of the time
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: source.length,
  }
  const packed = brotliCompressSync(source, { params }).toString('base64')
  return [
    "const { compileFunction, constants } = require('node:vm')",
    "const { brotliDecompressSync } = require('node:zlib')",
    `const packed = '${packed}'`,
    "const code = brotliDecompressSync(Buffer.from(packed, 'base64')).toString()",
    "const names = ['exports', 'require', 'module', '__filename', '__dirname']",
    'const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER',
    'const run = compileFunction(code, names, { filename: __filename, importModuleDynamically })',
    'run(exports, require, module, __filename, __dirname)',
  ].join('\n')
}
