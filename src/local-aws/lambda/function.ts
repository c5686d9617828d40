import { randomUUID } from 'node:crypto'
import type { Cloud } from '../cloud.ts'
import { functionIdentity, uniqueId } from '../identity/identity.ts'
import { identityPolicy } from '../identity/identity-policy.ts'
import { type AsynchronousSettings, invokeAsynchronously } from './asynchronous.ts'
import type { FunctionDefinition } from './definition.ts'
import { startEnvironment } from './execution-environment.ts'
import { createPool } from './pool.ts'
import { contextOf, runtimeVariables } from './runtime.ts'
import type { WorkerReply } from './worker-protocol.ts'

/** A deployed function with its warm environments. */
export interface LambdaFunction {
  readonly definition: FunctionDefinition
  /** As EventBridge invokes it: attempts until one succeeds or all are used up. Never rejects. */
  readonly invoke: (event: unknown) => Promise<void>
  /** Kills the environment that holds these credentials, if it is one of this function. */
  readonly crash: (accessKeyId: string) => Promise<void>
  readonly close: () => Promise<void>
}

export interface LambdaSettings extends AsynchronousSettings {
  /** Where its SDK clients send their requests. */
  readonly endpoint: string
  readonly ca: string
}

export function createFunction(
  cloud: Cloud,
  settings: LambdaSettings,
  definition: FunctionDefinition,
): LambdaFunction {
  const { timeoutMs, concurrency = 2 } = definition
  const functionArn = functionArnOf(definition, cloud)
  const closing = new AbortController()
  const pool = createPool(concurrency, () => startOne(cloud, settings, definition))
  const attempt = (requestId: string, event: unknown): Promise<WorkerReply> =>
    pool
      .use(({ invoke }) => {
        const context = contextOf(definition, functionArn, requestId)
        return invoke({ event, context, deadline: Date.now() + timeoutMs })
      })
      .catch(({ name, message }: Error) => ({
        ok: false,
        error: { errorType: name, errorMessage: message },
      }))
  return {
    definition,
    invoke: (event) =>
      invokeAsynchronously(cloud, settings, {
        ...{ event, definition, functionArn, attempt, requestId: randomUUID() },
        signal: closing.signal,
      }),
    crash: pool.crash,
    async close() {
      closing.abort()
      await pool.close()
    },
  }
}

const functionArnOf = (
  { name }: FunctionDefinition,
  { account, partition, region }: Pick<Cloud, 'account' | 'partition' | 'region'>,
) => `arn:${partition}:lambda:${region}:${account}:function:${name}`

// Each environment has credentials of its own, all of the same session of the function's role.
function startOne(
  { identities, account, partition, region, log }: Cloud,
  { endpoint, ca }: LambdaSettings,
  definition: FunctionDefinition,
) {
  const { name, role } = definition
  const accessKeyId = uniqueId('ASIA', randomUUID())
  const functionArn = functionArnOf(definition, { account, partition, region })
  const identity = functionIdentity(account, role.name, functionArn, partition)
  const policy = role.statements && identityPolicy(role.statements)
  identities.set(accessKeyId, policy ? { ...identity, policy } : identity)
  return startEnvironment(definition, {
    accessKeyId,
    ca,
    variables: runtimeVariables(definition, { accessKeyId, region, endpoint }),
    output: (line) => log({ type: 'output', functionName: name, line }),
  })
}
