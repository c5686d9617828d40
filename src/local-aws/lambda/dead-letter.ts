import type { FunctionError } from './function-error.ts'

/**
 * The record that Lambda sends to the on-failure destination.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export interface DeadLetter {
  readonly version: '1.0'
  readonly timestamp: string
  readonly requestContext: {
    readonly requestId: string
    readonly functionArn: string
    readonly condition: 'RetriesExhausted'
    readonly approximateInvokeCount: number
  }
  readonly requestPayload: unknown
  readonly responseContext: {
    readonly statusCode: 200
    readonly executedVersion: '$LATEST'
    readonly functionError: 'Unhandled'
  }
  readonly responsePayload: FunctionError
}

interface DeliveryFailure {
  readonly requestId: string
  readonly functionArn: string
  readonly attempts: number
  readonly event: unknown
  readonly error: FunctionError
  readonly now: Date
}

export function deadLetter(failure: DeliveryFailure): DeadLetter {
  const { requestId, functionArn, attempts, event, error, now } = failure
  return {
    version: '1.0',
    timestamp: now.toISOString(),
    requestContext: {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: error,
  }
}
