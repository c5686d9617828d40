import { createHash } from 'node:crypto'
import { awsError, notImplemented } from '../../http/aws-error.ts'
import { type Exchange, header } from '../../http/exchange.ts'
import { invalidRequest } from '../errors.ts'
import { readContent } from './aws-chunked.ts'
import { crc32cOf, crc32Of, crc64nvmeOf } from './crc.ts'

const PREFIX = 'x-amz-checksum-'
/** Headers with that prefix that are no checksum. */
const OTHERS = ['algorithm', 'type', 'mode']

const hash = (name: string) => (body: Buffer) => createHash(name).update(body).digest('base64')

const ALGORITHMS: Readonly<Record<string, (body: Buffer) => string>> = {
  ...{ crc32: crc32Of, crc32c: crc32cOf, crc64nvme: crc64nvmeOf },
  ...{ sha1: hash('sha1'), sha256: hash('sha256'), sha512: hash('sha512'), md5: hash('md5') },
}

/** A body that is what its sender meant to send. */
export interface CheckedContent {
  readonly body: Buffer
  /** The checksums that came with it, by header. */
  readonly checksums: Readonly<Record<string, string>>
}

/** The content of a request. Throws where its length, MD5, SHA-256 or a checksum is another than the request says. */
export function checkContent(exchange: Exchange): CheckedContent {
  const { body, trailers } = readContent(exchange)
  checkMd5(header(exchange, 'content-md5'), body)
  checkSha256(header(exchange, 'x-amz-content-sha256'), body)
  const sent = { ...checksumHeaders(exchange.headers), ...checksumHeaders(trailers) }
  const announced = header(exchange, 'x-amz-trailer')
  if (announced?.startsWith(PREFIX) && sent[announced] === undefined) {
    throw awsError(
      'MalformedTrailerError',
      400,
      'The request contained trailing data that was not well-formed',
    )
  }
  const names = Object.keys(sent)
  if (names.length > 1)
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  for (const name of names) checkOne(name, String(sent[name]), body)
  return { body, checksums: sent }
}

const checksumHeaders = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(PREFIX) && !OTHERS.includes(name.slice(PREFIX.length))
        ? [[name, String(value)]]
        : [],
    ),
  )

function checkOne(name: string, value: string, body: Buffer): void {
  const algorithm = name.slice(PREFIX.length)
  const compute = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined
  if (compute === undefined) throw notImplemented(`the checksum ${algorithm}`)
  const right = compute(body)
  if (value === right) return
  if (Buffer.from(value, 'base64').length !== Buffer.from(right, 'base64').length) {
    throw invalidRequest(`Value for ${name} header is invalid.`)
  }
  const message = `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`
  throw awsError('BadDigest', 400, message)
}

function checkMd5(sent: string | undefined, body: Buffer): void {
  if (sent === undefined) return
  if (Buffer.from(sent, 'base64').length !== 16) {
    throw awsError('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', {
      details: { 'Content-MD5': sent },
    })
  }
  const CalculatedDigest = hash('md5')(body)
  if (sent === CalculatedDigest) return
  throw awsError(
    'BadDigest',
    400,
    'The Content-MD5 you specified did not match what we received.',
    {
      details: { ExpectedDigest: sent, CalculatedDigest },
    },
  )
}

function checkSha256(sent: string | undefined, body: Buffer): void {
  if (sent === undefined || !/^[0-9a-f]{64}$/i.test(sent)) return
  const computed = createHash('sha256').update(body).digest('hex')
  if (computed === sent.toLowerCase()) return
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed."
  throw awsError('XAmzContentSHA256Mismatch', 400, message, {
    details: { ClientComputedContentSHA256: sent, S3ComputedContentSHA256: computed },
  })
}
