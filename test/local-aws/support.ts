import { Agent } from 'node:https'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import type { LocalAws } from '../../src/local-aws/options.ts'

interface ClientOptions {
  readonly protocol?: 'http' | 'https'
  readonly accessKeyId?: string
  readonly region?: string
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3'
}

/** Ordinary SDK clients: only the endpoint and the certificate are set. */
export function clientsOf(aws: LocalAws, options: ClientOptions = {}) {
  const { protocol = 'http', accessKeyId = 'developer', region = aws.region } = options
  const { maxVersion = 'TLSv1.3' } = options
  const config = {
    region,
    endpoint: protocol === 'http' ? aws.httpUrl : aws.httpsUrl,
    credentials: { accessKeyId, secretAccessKey: 'any' },
    requestHandler: { httpsAgent: new Agent({ ca: aws.ca, maxVersion }) },
    maxAttempts: 1,
  }
  return {
    s3: new S3({ ...config, forcePathStyle: true, followRegionRedirects: true }),
    sns: new SNS(config),
    events: new EventBridge(config),
  }
}

/** A statement of an identity policy. */
export const allow = (Action: string, Resource: string | readonly string[] = '*') => ({
  ...{ Effect: 'Allow', Action, Resource },
})

/** Headers of a request that the SDK would not send. */
export function signed({ accessKeyId = 'developer', region = 'us-east-1', service = 's3' } = {}) {
  const scope = `${accessKeyId}/20260101/${region}/${service}/aws4_request`
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` }
}

export interface Failure {
  readonly name: string
  readonly message: string
  readonly status: number | undefined
}

/** The error of a failed call. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  try {
    await call
  } catch (error) {
    const { name, message, $metadata } = error as Error & {
      $metadata?: { httpStatusCode?: number }
    }
    return { name, message, status: $metadata?.httpStatusCode }
  }
  throw new Error('The call should have failed')
}

/** `ok`, or the error's name. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: Error) => error.name,
  )
}

export const denyHttp = (bucket: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
})
