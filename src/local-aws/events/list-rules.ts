import type { Cloud } from '../cloud.ts'
import { awsError } from '../http/aws-error.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import { identityName, type LocalIdentity } from '../identity/identity.ts'
import { mayByIdentity } from '../identity/identity-policy.ts'
import { type FunctionDefinition, patternsByBus } from '../lambda/definition.ts'
import type { ListedRule } from './listed-rule.ts'
import { type BusPlace, busArn } from './local-bus.ts'

/** The rules that trigger the functions, or fill their queues. They have the names that the Framework gives. */
export const rulesFor = (
  functions: readonly FunctionDefinition[],
  { partition, region, account }: BusPlace,
): readonly ListedRule[] =>
  functions.flatMap((definition) => {
    const { name, schedules = [], queues = [] } = definition
    const arnOf = (service: string, id: string) =>
      `arn:${partition}:${service}:${region}:${account}:${id}`
    const target = arnOf('lambda', `function:${name}`)
    const rulesOf = (of: string, to: string, patterns: ReturnType<typeof patternsByBus>) =>
      patterns.map(({ bus, pattern }, i) => ({
        ...{ name: `${of}-rule-${i + 1}`, bus, pattern, isEnabled: true, target: to },
      }))
    return [
      ...rulesOf(name, target, patternsByBus(definition)),
      ...queues.flatMap((queue) =>
        rulesOf(queue.name, arnOf('sqs', queue.name), patternsByBus(queue)),
      ),
      ...schedules.map((one) => ({
        ...{
          name: one.name,
          bus: 'default',
          schedule: one.expression,
          isEnabled: one.isEnabled,
          target,
        },
      })),
    ]
  })

type ListInput = Readonly<Record<string, unknown>>

const busIn = ({ EventBusName = 'default' }: ListInput) => String(EventBusName).split('/').at(-1)

/** The calls that list what there is, by the name of the operation. */
export const RULE_LISTS: Readonly<
  Record<string, (cloud: Cloud, place: BusPlace, input: ListInput) => object>
> = {
  ListRules: ({ rules }, place, input) => ({
    Rules: rules
      .filter(
        ({ bus, name }) => bus === busIn(input) && name.startsWith(String(input.NamePrefix ?? '')),
      )
      .map(({ name, bus, pattern, schedule, isEnabled }) => ({
        ...{ Name: name, EventBusName: bus, State: isEnabled ? 'ENABLED' : 'DISABLED' },
        Arn: busArn(place, bus)
          .replace('event-bus/', 'rule/')
          .replace('rule/default', `rule/${name}`),
        ...(pattern === undefined ? {} : { EventPattern: JSON.stringify(pattern) }),
        ...(schedule === undefined ? {} : { ScheduleExpression: schedule }),
      })),
  }),
  ListTargetsByRule: ({ rules }, _, input) => ({
    Targets: rules
      .filter(({ bus, name }) => bus === busIn(input) && name === input.Rule)
      .map(({ target }) => ({ Id: '1', Arn: target })),
  }),
  ListEventBuses: ({ buses }, place) => ({
    EventBuses: [busArn(place), ...buses.keys()].map((arn) => ({
      Name: arn.split('/').at(-1),
      Arn: arn,
    })),
  }),
}

/** A call that lists, from the JSON of its request. */
export function ruleListCall(
  cloud: Cloud,
  { identity, place }: { readonly identity: LocalIdentity; readonly place: BusPlace },
  target: string,
  input: unknown,
): ServiceCall {
  const operation = target.replace('AWSEvents.', '')
  const action = `events:${operation}`
  const run = () => {
    if (!mayByIdentity(identity, { action, resource: '*' })) {
      const message = `User: ${identityName(identity.caller)} is not authorized to perform: ${action}`
      throw awsError('AccessDeniedException', 400, message)
    }
    const facts = typeof input === 'object' && input !== null ? { ...input } : {}
    return jsonReply(200, RULE_LISTS[operation]?.(cloud, place, facts) ?? {})
  }
  return { operation, action, resource: '*', readOnly: true, run }
}
