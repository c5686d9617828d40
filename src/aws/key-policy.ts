import type { S3Client } from '@aws-sdk/client-s3'
import * as v from 'valibot'
import { dnsSuffixOf, partitionOf } from '../core/bucket.ts'
import type { KeyPolicy } from '../core/encryption/key-policy.ts'
import { parsePolicyText } from '../core/policy/parsing/parse.ts'
import { printableMessage } from './answer.ts'

/**
 * Reads the policy of a KMS key. The request is signed and sent by the parts of an S3 client of its own, since a client for
 * KMS would make the bundle larger for a single call.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
 */
export async function readKeyPolicy(
  keyArn: string,
  client: S3Client,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<KeyPolicy> {
  try {
    const [, , , region = ''] = keyArn.split(':')
    const { status, text } = await callKms(
      { KeyId: keyArn, PolicyName: 'default' },
      region,
      client,
      environment,
    )
    if (status !== 200) return unreadable(`KMS answered ${status}: ${text.slice(0, 300)}`)
    return { known: true, value: parsePolicyText(v.parse(Answer, text).Policy) }
  } catch (error) {
    return unreadable(printableMessage(error))
  }
}

const Answer = v.pipe(v.string(), v.parseJson(), v.object({ Policy: v.string() }))

const unreadable = (why: string) =>
  ({ known: false, reason: `kms:GetKeyPolicy on KMS_KEY_ARN failed: ${why}` }) as const

async function callKms(
  input: object,
  region: string,
  client: S3Client,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const { AWS_ENDPOINT_URL_KMS, AWS_ENDPOINT_URL } = environment
  const home = `https://kms.${region}.${dnsSuffixOf(partitionOf(region))}`
  const endpoint = new URL(AWS_ENDPOINT_URL_KMS || AWS_ENDPOINT_URL || home)
  const request = {
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port && { port: Number(endpoint.port) }),
    path: '/',
    query: {},
    headers: {
      host: endpoint.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'TrentService.GetKeyPolicy',
    },
    body: JSON.stringify(input),
  }
  const { config } = client
  const names = { name: 'sigv4', signingName: 'kms', signingRegion: region, properties: {} }
  const signer = await config.signer(names)
  const signed = await signer.sign(request, { signingService: 'kms', signingRegion: region })
  const { response } = await config.requestHandler.handle(signed as never)
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body) chunks.push(chunk)
  return { status: response.statusCode, text: Buffer.concat(chunks).toString() }
}
