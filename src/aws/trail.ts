import * as v from 'valibot'
import { dnsSuffixOf, partitionOf } from '../core/bucket.ts'
import type { Observed } from '../core/bucket-calls.ts'
import { printableMessage } from './answer.ts'
import { callJson } from './json-call.ts'

type CallEnvironment = Readonly<Record<string, string | undefined>>

/**
 * Whether a trail records the management write events of a region, without which EventBridge gets no events of S3.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export async function readTrails(
  region: string,
  environment: CallEnvironment,
): Promise<Observed<boolean>> {
  const ask = <Schema extends v.GenericSchema>(operation: string, input: object, schema: Schema) =>
    callCloudTrail({ region, operation, input }, schema, environment)
  try {
    // With those of other regions, and of the organization, that are recorded here too.
    const { trailList } = await ask('DescribeTrails', { includeShadowTrails: true }, Trails)
    let unknown: string | undefined
    for (const { TrailARN } of trailList) {
      try {
        const { IsLogging } = await ask('GetTrailStatus', { Name: TrailARN }, Status)
        if (!IsLogging) continue
        const selectors = await ask('GetEventSelectors', { TrailName: TrailARN }, Selectors)
        if (recordsWrites(selectors)) return { known: true, value: true }
      } catch (error) {
        unknown = printableMessage(error)
      }
    }
    return unknown === undefined ? { known: true, value: false } : { known: false, reason: unknown }
  } catch (error) {
    return { known: false, reason: printableMessage(error) }
  }
}

interface Question {
  readonly region: string
  readonly operation: string
  readonly input: object
}

async function callCloudTrail<Schema extends v.GenericSchema>(
  { region, operation, input }: Question,
  schema: Schema,
  environment: CallEnvironment,
): Promise<v.InferOutput<Schema>> {
  const target = `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.${operation}`
  const host = `cloudtrail.${region}.${dnsSuffixOf(partitionOf(region))}`
  const call = { service: 'cloudtrail', region, host, target, input }
  const { status, text } = await callJson(call, environment)
  if (status !== 200) {
    throw new Error(`cloudtrail:${operation} was answered with ${status}: ${text.slice(0, 300)}`)
  }
  return v.parse(v.pipe(v.string(), v.parseJson(), schema), text)
}

const Trails = v.object({ trailList: v.array(v.object({ TrailARN: v.string() })) })

const Status = v.object({ IsLogging: v.boolean() })

const values = v.nullish(v.array(v.string()), [])

const Selectors = v.object({
  EventSelectors: v.nullish(
    v.array(
      v.object({
        ReadWriteType: v.nullish(v.string(), 'All'),
        IncludeManagementEvents: v.boolean(),
      }),
    ),
    [],
  ),
  AdvancedEventSelectors: v.nullish(
    v.array(
      v.object({
        FieldSelectors: v.array(v.object({ Field: v.string(), Equals: values })),
      }),
    ),
    [],
  ),
})

const recordsWrites = ({
  EventSelectors,
  AdvancedEventSelectors,
}: v.InferOutput<typeof Selectors>): boolean =>
  EventSelectors.some(
    ({ ReadWriteType, IncludeManagementEvents }) =>
      IncludeManagementEvents && ReadWriteType !== 'ReadOnly',
  ) ||
  AdvancedEventSelectors.some(({ FieldSelectors: fields }) => {
    const has = (field: string, value: string) =>
      fields.some(({ Field, Equals }) => Field === field && Equals.includes(value))
    return has('eventCategory', 'Management') && !has('readOnly', 'true')
  })
