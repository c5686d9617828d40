import type { AwsError } from './aws-error.ts'
import type { Reply } from './exchange.ts'

/** Replies of the JSON protocol, which EventBridge, KMS and Organizations use. */
export const jsonReply = (status: number, content: object): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(content),
})

export const jsonErrorReply = (error: AwsError): Reply =>
  jsonReply(error.status, { __type: error.code, message: error.message })
