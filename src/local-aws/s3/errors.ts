import { type AwsError, awsError } from '../http/aws-error.ts'

/** Errors of S3 that several operations return. The texts are S3's own. */
export const noSuchBucket = (name: string): AwsError =>
  awsError('NoSuchBucket', 404, 'The specified bucket does not exist', {
    details: { BucketName: name },
  })

export const malformedXml = (): AwsError =>
  awsError(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  )

export const invalidArgument = (message: string, name: string, value: string): AwsError =>
  awsError('InvalidArgument', 400, message, {
    details: { ArgumentName: name, ArgumentValue: value },
  })

export const invalidRequest = (message: string): AwsError =>
  awsError('InvalidRequest', 400, message)

export const malformedPolicy = (message: string): AwsError =>
  awsError('MalformedPolicy', 400, message)

export const accessDenied = (message = 'Access Denied'): AwsError =>
  awsError('AccessDenied', 403, message)

export const methodNotAllowed = (method: string): AwsError =>
  awsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
    details: { Method: method, ResourceType: 'BUCKET' },
  })
