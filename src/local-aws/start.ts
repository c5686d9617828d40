import { type Cloud, partitionOfCloud } from './cloud.ts'
import { DEFAULT_TRAIL } from './cloudtrail/local-trail.ts'
import { type Bus, createBus } from './events/bus.ts'
import { compilePattern } from './events/event-pattern.ts'
import { rulesFor } from './events/list-rules.ts'
import { readBuses } from './events/local-bus.ts'
import { dueOf } from './events/schedule.ts'
import { createCertificate } from './http/certificate.ts'
import { dispatch } from './http/dispatch.ts'
import { createFaults, type Faults } from './http/faults.ts'
import { type HttpAnswer, listenBoth } from './http/listeners.ts'
import type { DeadLetter } from './lambda/dead-letter.ts'
import { createFunction, type LambdaFunction } from './lambda/function.ts'
import type { LocalAws, LocalAwsOptions } from './options.ts'
import { createAccessLogs } from './s3/access-logs/access-logs.ts'
import { newBucket, type StoredBucket } from './s3/bucket.ts'
import { createBuckets } from './s3/buckets.ts'
import { unvalidatedPolicy } from './s3/configurations/policy/bucket-policy.ts'
import { taggingOf } from './s3/configurations/tagging.ts'
import { writeInventory } from './s3/inventory/write-inventory.ts'
import { makeObject } from './s3/objects/store/made-object.ts'
import { storeVersion } from './s3/objects/store/versions.ts'
import { createJobs } from './s3control/jobs.ts'
import { createSecurityHub } from './securityhub/findings.ts'
import { createWaiting } from './waiting.ts'

export type { LocalAws, LocalAwsOptions } from './options.ts'

/** S3, SNS, STS, EventBridge and Lambda in this process, over HTTP and HTTPS on loopback. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  // An invalid event pattern must throw before anything starts.
  for (const { patterns } of options.functions ?? []) patterns.forEach(compilePattern)
  const functions: LambdaFunction[] = []
  const cloud = createCloud(options, (...put) => bus.put(...put))
  const faults = createFaults()
  const crash = async (accessKeyId: string) =>
    void (await Promise.all(functions.map((each) => each.crash(accessKeyId))))
  const answer: HttpAnswer = (exchange) => dispatch(cloud, faults, crash, exchange)
  const { key, cert } = await createCertificate()
  const { httpPort = 0, httpsPort = 0, retryDelaysMs = [100, 200], copies = () => 1 } = options
  for (const { name, tags } of options.stackBuckets ?? []) {
    const bucket = newBucket({ ...cloud, name, createdAt: cloud.clock() })
    cloud.buckets.add(Object.assign(bucket, { tags: tags && taggingOf(tags) }))
  }
  for (const { bucket, document } of options.stackPolicies ?? []) {
    // Tests may leave out the stack's bucket: its policy is left out too.
    if (cloud.buckets.get(bucket)) storePolicy(cloud, bucket, document)
  }
  const listeners = await listenBoth(answer, { httpPort, httpsPort, key, cert })
  const deadLetters: DeadLetter[] = []
  const lambda = { endpoint: listeners.httpsUrl, ca: cert, retryDelaysMs, deadLetters }
  functions.push(...(options.functions ?? []).map((each) => createFunction(cloud, lambda, each)))
  const { account, region } = cloud
  const bus = createBus(cloud, { functions, rules: options.forwardingRules ?? [], copies })
  return {
    ...{ account, region, ca: cert, deadLetters: () => deadLetters },
    ...{ httpUrl: listeners.httpUrl, httpsUrl: listeners.httpsUrl },
    ...localControls(cloud, bus, faults),
    runSchedule(name) {
      const due = dueOf(name, options.functions ?? [], cloud)
      bus.deliver(due.event, due.functionName)
    },
    async close() {
      await Promise.all(functions.map((each) => each.close()))
      await listeners.close()
    },
  }
}

function createCloud(options: LocalAwsOptions, emit: Cloud['emit']): Cloud {
  const { account = '123456789012', region = 'us-east-1' } = options
  const buckets = createBuckets()
  const cloud: Cloud = {
    ...{ account, region, emit, partition: partitionOfCloud(region) },
    clock: options.clock ?? (() => new Date()),
    identities: new Map(Object.entries(options.identities ?? {})),
    roles: new Map((options.roles ?? []).map((role) => [role.arn, role])),
    organization: options.organization,
    buses: readBuses(options.buses ?? []),
    buckets,
    accessLogs: createAccessLogs(buckets),
    jobs: createJobs(() => cloud, options.jobPauseMs ?? 0),
    knowsBlockedEncryptionTypes: options.knowsBlockedEncryptionTypes ?? true,
    newBucketDelayMs: options.newBucketDelayMs ?? 0,
    topics: new Set(options.topics ?? []),
    subscriptions: new Map(),
    queues: new Map(),
    rules: rulesFor(options.functions ?? [], {
      account,
      region,
      partition: partitionOfCloud(region),
    }),
    ...createWaiting(),
    keyPolicies: new Map(Object.entries(options.keyPolicies ?? {})),
    trails: options.trails ?? [DEFAULT_TRAIL],
    parameters: new Map(Object.entries(options.parameters ?? {})),
    messages: [],
    securityHub: createSecurityHub(options.securityHub),
    throttles: options.throttles ?? (() => false),
    isBusy: options.isBusy ?? (() => false),
    log: options.log ?? (() => {}),
  }
  return cloud
}

function storePolicy(cloud: Cloud, name: string, document: object): void {
  const bucket = bucketOf(cloud, name)
  bucket.policy = unvalidatedPolicy(document, bucket)
}

function bucketOf({ buckets }: Cloud, name: string): StoredBucket {
  const bucket = buckets.get(name)
  if (bucket === undefined) throw new Error(`Cannot store anything: no bucket "${name}"`)
  return bucket
}

// Access for tests, without a call to a service.
function localControls(cloud: Cloud, bus: Bus, faults: Faults) {
  return {
    messages: () => cloud.messages,
    findings: cloud.securityHub.all,
    bucket: cloud.buckets.get,
    addBucket: cloud.buckets.add,
    storePolicy: (name, document) => storePolicy(cloud, name, document),
    writeInventory: (name, facts) =>
      writeInventory(
        bucketOf(cloud, name),
        bucketOf(cloud, facts.destination),
        facts,
        cloud.clock(),
      ),
    storeObject(name, key, made) {
      const bucket = bucketOf(cloud, name)
      storeVersion(bucket, key, makeObject(bucket, made, cloud.clock()))
    },
    roles: cloud.roles,
    addIdentity: (accessKeyId, identity) => void cloud.identities.set(accessKeyId, identity),
    fault: faults.add,
    clearFaults: faults.clear,
    deliver: bus.deliver,
    putEvent: bus.put,
    releaseDelayed: bus.releaseDelayed,
    deliverAccessLogs: () => cloud.accessLogs.deliver(cloud.clock()),
    async settled() {
      await bus.settled()
      await cloud.jobs.settled()
      await cloud.waited()
    },
  } satisfies Partial<LocalAws>
}
