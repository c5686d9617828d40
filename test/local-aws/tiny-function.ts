import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FunctionDefinition } from '../../src/local-aws/lambda/definition.ts'

/** A function whose handler is the given code, which can use `event`, `context` and `call(method, path, body?)`. */
export function tinyFunction(
  code: string,
  more: Partial<FunctionDefinition> = {},
): FunctionDefinition {
  const file = join(mkdtempSync(join(tmpdir(), 'cooper-function-')), 'tiny.cjs')
  writeFileSync(
    file,
    `${CALL}\nlet runs = 0\nexports.handler = async (event, context) => {\n${code}\n}`,
  )
  return {
    ...{ name: 'tiny', file, handler: 'handler', environment: {}, role: { name: 'tiny-role' } },
    ...{ timeoutMs: 300_000, memoryMb: 128, retries: 2 },
    patterns: [{ source: ['aws.s3'], detail: { errorCode: [{ exists: false }] } }],
    ...more,
  }
}

// A minimal client: a request with the credentials of the environment.
const CALL = `
const call = async (method, path, body) => {
  const scope = process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/s3/aws4_request'
  const authorization = 'AWS4-HMAC-SHA256 Credential=' + scope + ', SignedHeaders=host, Signature=0'
  const headers = { authorization }
  const url = process.env.AWS_ENDPOINT_URL + path
  return (await fetch(url, { method, body, headers })).status
}`
