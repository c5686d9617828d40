/** Why each package is in the bundle of `bucket-changed`. One that is not named here fails a test. */
export const PACKAGES: Readonly<Record<string, string>> = {
  cooper: 'the decision, the safe change, and the messages',
  '@aws-sdk/client-s3':
    'the calls on buckets and on the journal, with the endpoints of every region',
  '@aws-sdk/client-sns': 'the message, with the endpoints of every region',
  '@smithy/core': 'the base of both clients: requests, schemas, retries, configuration',
  '@aws-sdk/core': "AWS's part of the base: XML and query protocols, credentials, user agent",
  '@smithy/node-http-handler': 'HTTPS with Node.js, kept connections and timeouts',
  '@smithy/signature-v4': 'signs requests',
  '@aws-sdk/signature-v4-multi-region':
    'the signer of the S3 client; it chooses the one for a region',
  '@aws-sdk/middleware-sdk-s3':
    'special cases of S3: redirects between regions, errors in answers with status 200',
  '@aws-sdk/checksums': 'S3 accepts no policy and no encryption without a checksum',
  '@aws-sdk/xml-builder': 'reads and writes the XML of both services',
  '@aws-sdk/credential-provider-env': 'the credentials that Lambda provides',
  '@aws/lambda-invoke-store':
    'the trace id, with which AWS detects functions that call themselves for ever',
  '@smithy/types': 'a few constants of the clients',
  '@aws-lambda-powertools/logger': 'the log, one JSON line for each entry',
  '@aws-lambda-powertools/metrics': 'the metrics, as lines of the log',
  '@aws-lambda-powertools/commons': 'what logger and metrics share',
  '@middy/core': 'wraps logger and metrics around the handler',
  valibot: 'validates events and settings',
}
