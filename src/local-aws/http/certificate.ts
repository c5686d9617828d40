import { generate } from 'selfsigned'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** A certificate for localhost from a new certificate authority, valid for a month. */
export async function createCertificate(): Promise<Certificate> {
  const notBefore = new Date()
  const notAfter = new Date(notBefore.getTime() + 30 * 24 * 3600 * 1000)
  const pems = await generate([{ name: 'commonName', value: 'Cooper local AWS' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: notBefore,
    notAfterDate: notAfter,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: ALT_NAMES },
    ],
  })
  return { key: pems.private, cert: pems.cert }
}

const DNS = 2
const IP = 7
const ALT_NAMES = [
  { type: DNS, value: 'localhost' },
  { type: DNS, value: '*.localhost' },
  { type: IP, ip: '127.0.0.1' },
] satisfies { type: 2 | 7; value?: string; ip?: string }[]
