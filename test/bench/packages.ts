/** Why each package is in the bundle of `bucket-changed`. One that is not named here fails a test. */
export const PACKAGES: Readonly<Record<string, string>> = {
  cooper: 'the decision, the safe change, and what people are told',
  '@aws-sdk/client-s3':
    'the calls on buckets and on the journal, with the endpoints of every region',
  '@aws-sdk/client-sns': 'the message, with the endpoints of every region',
  '@smithy/core': 'what both clients stand on: requests, schemas, retries, configuration',
  '@aws-sdk/core': "AWS's part of that: XML and query protocols, credentials, user agent",
  '@smithy/node-http-handler': 'HTTPS by Node.js, with kept connections and timeouts',
  '@smithy/signature-v4': 'signs requests',
  '@aws-sdk/signature-v4-multi-region':
    'the signer that S3 is given; it picks the one for a region',
  '@aws-sdk/middleware-sdk-s3':
    'what is special about S3: regions that redirect, errors in answers of 200',
  '@aws-sdk/checksums': 'S3 takes no policy and no encryption without a checksum',
  '@aws-sdk/xml-builder': 'reads and writes the XML of both services',
  '@aws-sdk/credential-provider-env': 'the credentials that Lambda hands over',
  '@aws/lambda-invoke-store':
    'the trace id, by which AWS notices functions that call themselves for ever',
  '@smithy/types': 'a few constants of the clients',
  '@aws-lambda-powertools/logger': 'the log, one line of JSON each',
  '@aws-lambda-powertools/metrics': 'the metrics, as lines of the log',
  '@aws-lambda-powertools/commons': 'what logger and metrics share',
  '@middy/core': 'brings logger and metrics around the handler',
  valibot: 'reads events and settings, and says what is wrong with them',
}
