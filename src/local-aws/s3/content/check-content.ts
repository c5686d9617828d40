import { createHash } from 'node:crypto'
import { awsError, notImplemented } from '../../http/aws-error.ts'
import { type Exchange, header } from '../../http/exchange.ts'
import { invalidRequest } from '../errors.ts'
import { readContent } from './aws-chunked.ts'
import {
  CHECKSUM_PREFIX,
  type ChecksumAlgorithm,
  checksumOf,
  isChecksumAlgorithm,
} from './checksum.ts'

/** Headers with the prefix of checksums that are none. */
const NO_CHECKSUM = ['algorithm', 'type', 'mode'].map((name) => CHECKSUM_PREFIX + name)

/** A body that is what its sender meant to send. */
export interface CheckedContent {
  readonly body: Buffer
  /** The algorithm of the checksum that came with it. */
  readonly checksum: ChecksumAlgorithm | undefined
}

export const NO_CONTENT: CheckedContent = { body: Buffer.alloc(0), checksum: undefined }

/** The content of a request. Throws where its length, MD5, SHA-256 or a checksum is another than the request says. */
export function checkContent(exchange: Exchange, isOfObject = false): CheckedContent {
  const { body, trailers } = readContent(exchange)
  checkMd5(header(exchange, 'content-md5'), body)
  checkSha256(header(exchange, 'x-amz-content-sha256'), body)
  if (isOfObject) return { body, checksum: undefined }
  const sent = { ...sentChecksums(exchange.headers), ...sentChecksums(trailers) }
  const announced = header(exchange, 'x-amz-trailer')
  if (announced?.startsWith(CHECKSUM_PREFIX) && sent[announced] === undefined) {
    const message = 'The request contained trailing data that was not well-formed'
    throw awsError('MalformedTrailerError', 400, message)
  }
  const [first, ...more] = Object.entries(sent)
  if (more.length > 0) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  }
  return { body, checksum: first && checkOne(...first, body) }
}

const sentChecksums = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(CHECKSUM_PREFIX) && !NO_CHECKSUM.includes(name)
        ? [[name, String(value)]]
        : [],
    ),
  )

function checkOne(name: string, value: string, body: Buffer): ChecksumAlgorithm {
  const algorithm = name.slice(CHECKSUM_PREFIX.length)
  if (!isChecksumAlgorithm(algorithm)) throw notImplemented(`the checksum ${algorithm}`)
  const right = checksumOf(algorithm, body)
  if (value === right) return algorithm
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
  const CalculatedDigest = checksumOf('md5', body)
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
