import { dirname } from 'node:path'
import type { FunctionDefinition } from './definition.ts'

const LOG_STREAM = '2026/01/01/[$LATEST]00000000000000000000000000000000'

interface Access {
  readonly accessKeyId: string
  readonly region: string
  readonly endpoint: string
}

/**
 * The environment of a function: its own variables and Lambda's.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function runtimeVariables(
  { name, file, handler, memoryMb, environment }: FunctionDefinition,
  { accessKeyId, region, endpoint }: Access,
): Record<string, string> {
  return {
    ...environment,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'not-verified',
    AWS_SESSION_TOKEN: 'not-verified',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: LOG_STREAM,
    LAMBDA_TASK_ROOT: dirname(file),
    _HANDLER: handler,
    TZ: ':UTC',
  }
}

/** The context object without the remaining time, which only the worker can add. */
export function contextOf(
  { name, memoryMb }: FunctionDefinition,
  invokedFunctionArn: string,
  awsRequestId: string,
): Record<string, unknown> {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn,
    memoryLimitInMB: String(memoryMb),
    awsRequestId,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: LOG_STREAM,
  }
}
