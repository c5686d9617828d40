import { type AccountAccess, createS3Client } from './s3/s3-client.ts'

type CallEnvironment = Readonly<Record<string, string | undefined>>

export interface JsonCall {
  /** As the signature names it, such as `kms`. */
  readonly service: string
  readonly region: string
  /** Used where the environment names no other endpoint. */
  readonly host: string
  /** The header `X-Amz-Target`. Absent: the path names the operation. */
  readonly target?: string
  readonly method?: 'POST' | 'PATCH'
  readonly path?: string
  readonly input: object
  /** Absent: those of the environment. */
  readonly credentials?: AccountAccess['credentials']
}

/**
 * Makes one call of a service that speaks JSON, without retries. The request is signed and sent by the parts
 * of an S3 client, since a client of the service would make the bundle larger for a single call.
 */
export async function callJson(
  { service, region, host, target, method = 'POST', path = '/', input, credentials }: JsonCall,
  environment: CallEnvironment,
): Promise<{ readonly status: number; readonly text: string }> {
  const own = environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`]
  const endpoint = new URL(own || environment.AWS_ENDPOINT_URL || `https://${host}`)
  const request = {
    method,
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port && { port: Number(endpoint.port) }),
    path,
    query: {},
    headers: {
      host: endpoint.host,
      'content-type': 'application/x-amz-json-1.1',
      ...(target && { 'x-amz-target': target }),
    },
    body: JSON.stringify(input),
  }
  // The client is not shared, since it remembers the service that it signs for.
  const { config } = createS3Client(environment, 1, { region, ...(credentials && { credentials }) })
  const names = { name: 'sigv4', signingName: service, signingRegion: region, properties: {} }
  const signer = await config.signer(names)
  const signed = await signer.sign(request, { signingService: service, signingRegion: region })
  const { response } = await config.requestHandler.handle(signed as never)
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body) chunks.push(chunk)
  return { status: response.statusCode, text: Buffer.concat(chunks).toString() }
}

/** Is handed to code that the functions load later, which must not bring a client of its own. */
export type CallJson = typeof callJson
