/** The bucket of the log. */
export const LOGGED_BUCKET = { name: 'cooper-bench-logged-bucket', partition: 'aws' }

const OWNER = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'
const OPERATIONS = ['REST.GET.OBJECT', 'REST.PUT.OBJECT', 'REST.HEAD.OBJECT', 'REST.GET.BUCKET']
const AGENT = 'aws-sdk-java/2.20.1 Linux/5.10 OpenJDK_64-Bit_Server_VM/17.0.6'
const HOST = `${LOGGED_BUCKET.name}.s3.us-east-1.amazonaws.com`
const LINES_A_PIECE = 100

/** A log of a busy bucket, in pieces: one line in fifty is plain HTTP. Two digits of the time and the request id differ. */
export async function* logPieces(lines: number): AsyncGenerator<Buffer> {
  for (let first = 0; first < lines; first += LINES_A_PIECE) {
    const count = Math.min(LINES_A_PIECE, lines - first)
    yield Buffer.from(Array.from({ length: count }, (_, at) => lineAt(first + at)).join(''))
  }
}

function lineAt(at: number): string {
  const [cipher, tls] = at % 50 === 0 ? ['-', '-'] : ['ECDHE-RSA-AES128-GCM-SHA256', 'TLSv1.2']
  const clock = [9, Math.floor(at / 60) % 60, at % 60].map((part) => `${part}`.padStart(2, '0'))
  const key = `data/2026/11/20/part-${String(at).padStart(9, '0')}.parquet`
  return `${[
    ...[OWNER, LOGGED_BUCKET.name, `[20/Nov/2026:${clock.join(':')}`, '+0000]'],
    ...[`192.0.2.${at % 200}`, `arn:aws:sts::111122223333:assumed-role/app-${at % 7}/session`],
    ...[idOf(at), OPERATIONS[at % 4], key, `"GET /${key} HTTP/1.1"`, '200 - 1048576 1048576 25 11'],
    ...['"-"', `"${AGENT}"`, '-', 's9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFv='],
    ...['SigV4', cipher, 'AuthHeader', HOST, tls, '- - us-east-1'],
  ].join(' ')}\n`
}

/** Spread, as the ids of S3 are. */
const idOf = (at: number) =>
  [Math.imul(at, 0x9e3779b1), Math.imul(at + 1, 0x85ebca6b)]
    .map((half) => (half >>> 0).toString(16).toUpperCase().padStart(8, '0'))
    .join('')
