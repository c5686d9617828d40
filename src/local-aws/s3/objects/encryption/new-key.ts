import { childOf, type Xml, xmlText } from '../../../http/xml.ts'
import { invalidRequest } from '../../errors.ts'

export const THE_OPERATION = 'The UpdateObjectEncryption operation'

/** The key under which objects are encrypted anew. */
export interface NewKey {
  readonly arn: string
  readonly bucketKey: boolean
}

/** The key in a request. Throws where it names none, or another type of encryption. */
export function readNewKey(content: Xml): NewKey {
  if (childOf(content, 'DSSE-KMS') ?? childOf(content, 'SSE-C')) {
    throw invalidRequest(
      `${THE_OPERATION} doesn't support updating the encryption type to DSSE-KMS or SSE-C. Modify the request to specify SSE-KMS for the updated encryption type, and then try again.`,
    )
  }
  const sseKms = childOf(content, 'SSE-KMS')
  if (sseKms === undefined) {
    throw invalidRequest(
      'Requests that modify an object encryption configuration require a valid new encryption type. Valid values are SSEKMS. Modify the request to specify SSE-KMS for the updated encryption type, and then try again.',
    )
  }
  const bucketKey = xmlText(sseKms, 'BucketKeyEnabled') ?? 'false'
  if (bucketKey !== 'true' && bucketKey !== 'false') {
    throw invalidRequest(
      "The BucketKeyEnabled value isn't valid. Valid values are true or false. Modify the request to specify a valid value, and then try again.",
    )
  }
  return { arn: readKeyArn(xmlText(sseKms, 'KMSKeyArn')), bucketKey: bucketKey === 'true' }
}

const REQUESTS = "Requests that modify an object's encryption type to SSE-KMS require"

function readKeyArn(arn: string | undefined): string {
  if (!arn) {
    throw invalidRequest(
      `${REQUESTS} an AWS KMS key Amazon Resource Name (ARN). Modify the request to specify a KMS key ARN, and then try again.`,
    )
  }
  if (/^arn:aws[a-zA-Z0-9-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-zA-Z0-9-]+$/.test(arn)) return arn
  throw invalidRequest(
    `${REQUESTS} a valid AWS KMS key Amazon Resource Name (ARN). Confirm that you have a correctly formatted KMS key ARN in your request, and then try again.`,
  )
}
