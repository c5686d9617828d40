import type { Actor, BucketEvent } from '../../../src/core/event.ts'
import type { StackEnd } from '../../../src/core/journal/waiting.ts'
import type { PolicyDocument } from '../../../src/core/policy/document.ts'
import { tlsOnlyStatement } from '../../../src/core/statements/cooper-statements.ts'
import { bucketEvent, OWNERS_STATEMENT, policyOf } from '../../support/builders.ts'
import type { Random } from '../random.ts'
import type { Scheduler } from '../scheduler.ts'
import { bucketNamed, type World } from '../world.ts'

/** A stack of one or two buckets, which CloudFormation creates, updates and deletes again and again. */
export interface ChaosStack {
  readonly id: string
  readonly buckets: readonly string[]
  /** The operation that is in progress, by its number. */
  readonly current: () => { readonly number: number } | undefined
  /** Begins an operation, or goes on with the one in progress. */
  readonly advance: () => void
  /** Ends the operation in progress. */
  readonly finish: () => void
}

/** What CloudFormation reports. */
export interface StackEvents {
  readonly called: (event: BucketEvent) => void
  readonly ended: (end: StackEnd) => void
}

export const tagsOf = (id: string): Readonly<Record<string, string>> => ({
  'aws:cloudformation:stack-id': id,
  'aws:cloudformation:stack-name': 'shop',
  'aws:cloudformation:logical-id': 'Uploads',
})

/** CloudTrail and EventBridge report times in whole seconds. */
export const second = (time: number) => new Date(Math.floor(time / 1000) * 1000).toISOString()

const BY_CLOUDFORMATION: Actor = {
  ...bucketEvent().actor,
  invokedBy: 'cloudformation.amazonaws.com',
  sourceAddress: 'cloudformation.amazonaws.com',
}

export function createStack(
  number: number,
  buckets: readonly string[],
  world: World,
  random: Random,
  scheduler: Scheduler,
  events: StackEvents,
): ChaosStack {
  const id = `arn:aws:cloudformation:us-east-1:123456789012:stack/shop/stack-${number}`
  let operations = 0
  let calls = 0
  let steps: (() => void)[] = []
  let isInProgress = false

  const call = (name: string, bucket: string) => {
    calls += 1
    events.called(
      bucketEvent({
        id: `${id.slice(-7)}-${operations}-${calls}`,
        ...{ name, time: second(scheduler.now()), bucket: bucketNamed(bucket) },
        actor: BY_CLOUDFORMATION,
        role: { name: 'deploy', account: '123456789012' },
      }),
    )
  }
  const exists = (bucket: string) => world.buckets.has(bucket)
  const policyOfBucket = (bucket: string) => world.buckets.get(bucket)?.policy
  const createBucket = (bucket: string) => () => {
    if (exists(bucket)) return
    world.create(bucket)
    call('CreateBucket', bucket)
  }
  const touch = (bucket: string) => () => exists(bucket) && call('PutBucketTagging', bucket)
  // CloudFormation refuses it where a policy stands.
  const createPolicy = (bucket: string) => () => {
    if (!exists(bucket) || policyOfBucket(bucket) !== undefined) return
    world.putForeign(bucket, { policy: templatePolicy(random, bucket) })
    call('PutBucketPolicy', bucket)
  }
  const deletePolicy = (bucket: string) => () => {
    if (policyOfBucket(bucket) === undefined) return
    world.putForeign(bucket, { policy: null })
    call('DeleteBucketPolicy', bucket)
  }
  const remove = (bucket: string) => () => world.remove(bucket)

  const operation = (): (() => void)[] => {
    if (!buckets.every(exists)) {
      const withPolicy = buckets.filter(() => random.chance(0.6)).map(createPolicy)
      return [...buckets.map(createBucket), ...buckets.map(touch), ...withPolicy]
    }
    if (random.chance(0.3)) return buckets.flatMap((one) => [deletePolicy(one), remove(one)])
    const bucket = random.pick(buckets)
    return random.chance(0.5)
      ? [deletePolicy(bucket), touch(bucket), createPolicy(bucket)]
      : [touch(bucket), createPolicy(bucket)]
  }

  const finish = () => {
    if (!isInProgress) return
    for (const step of steps) step()
    isInProgress = false
    events.ended({ version: 1, stack: id, time: second(scheduler.now()) })
    // Nobody begins the next operation within the second.
    scheduler.pass(3000)
  }
  return {
    ...{ id, buckets, finish },
    current: () => (isInProgress ? { number: operations } : undefined),
    advance() {
      const [step, ...rest] = steps
      if (isInProgress && !step) return finish()
      if (isInProgress) {
        steps = rest
        step?.()
        return
      }
      operations += 1
      isInProgress = true
      steps = operation()
    },
  }
}

const templatePolicy = (random: Random, name: string): PolicyDocument =>
  random.chance(0.5)
    ? policyOf({ ...tlsOnlyStatement(bucketNamed(name)), Sid: 'Enforced' })
    : policyOf({ ...OWNERS_STATEMENT, Resource: `arn:aws:s3:::${name}/*` })
