import { randomUUID } from 'node:crypto'
import type { Cloud } from '../cloud.ts'
import type { FunctionDefinition } from '../lambda/definition.ts'
import { isoSeconds } from './bus-event.ts'

/** The event of the schedule rule of that name, and its function. Throws where no function has such a rule. */
export function dueOf(
  name: string,
  functions: readonly FunctionDefinition[],
  { account, region, partition, clock }: Cloud,
) {
  const found = functions.flatMap(({ name: functionName, schedules = [] }) =>
    schedules.filter((one) => one.name === name).map((one) => ({ functionName, ...one })),
  )
  const [schedule] = found
  if (schedule === undefined) throw new Error(`Cannot run the schedule "${name}": there is none`)
  if (!schedule.isEnabled) throw new Error(`Cannot run the schedule "${name}": it is off`)
  const event = {
    ...{ version: '0', id: randomUUID(), 'detail-type': 'Scheduled Event', source: 'aws.events' },
    ...{ account, region, time: isoSeconds(clock()), detail: {} },
    resources: [`arn:${partition}:events:${region}:${account}:rule/${name}`],
  }
  return { functionName: schedule.functionName, event: schedule.input ?? event }
}
