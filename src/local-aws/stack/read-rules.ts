import type { ForwardingRule, LocalBus } from '../events/local-bus.ts'
import { type BusPlace, busArn } from '../events/local-bus.ts'
import type { BusPattern, FunctionDefinition } from '../lambda/definition.ts'
import type { Template } from './intrinsics.ts'
import { asObject, at, isTree, stackList, type Yaml } from './tree.ts'

type Patterns = Required<Pick<FunctionDefinition, 'patterns' | 'busPatterns'>>

/** The patterns of the enabled rules whose target is this function or queue, by its logical id. */
export function patternsTo(template: Template, targetId: string): Patterns {
  const rules = template.idsOf('AWS::Events::Rule').flatMap((id): readonly BusPattern[] => {
    const properties = asObject(template.resource(id)?.Properties)
    const { EventPattern, Targets, EventBusName = 'default', State } = properties
    const isOn = template.evaluate(State ?? 'ENABLED') === 'ENABLED'
    const targets = stackList(Targets).flatMap((target) => idsIn(at(target, ['Arn'])))
    if (!isOn || EventPattern === undefined || !targets.includes(targetId)) return []
    const bus = String(template.evaluate(EventBusName))
    return [{ bus: bus.split('/').at(-1) ?? bus, pattern: template.evaluate(EventPattern) }]
  })
  return byBus(rules)
}

/** The patterns on the default bus, and those on others. */
export const byBus = (rules: readonly BusPattern[]): Patterns => ({
  patterns: rules.filter(({ bus }) => bus === 'default').map(({ pattern }) => pattern),
  busPatterns: rules.filter(({ bus }) => bus !== 'default'),
})

/** The buses of the template, with their policies. */
export function readStackBuses(template: Template, place: BusPlace): readonly LocalBus[] {
  const statements = template.propertiesOf('AWS::Events::EventBusPolicy')
  return template.propertiesOf('AWS::Events::EventBus').map(({ Name }) => {
    const name = String(Name)
    const Statement = statements
      .filter(({ EventBusName }) => String(EventBusName).split('/').at(-1) === name)
      .map(({ Statement: one }) => asObject(one))
    const policy = { Version: '2012-10-17', Statement }
    return { arn: busArn(place, name), ...(Statement.length > 0 && { policy }) }
  })
}

/** The enabled rules whose targets are other buses. */
export const readForwarding = (template: Template, place: BusPlace): readonly ForwardingRule[] =>
  template.propertiesOf('AWS::Events::Rule').flatMap((rule) => {
    const { EventBusName = 'default', EventPattern: pattern = {}, State = 'ENABLED' } = rule
    const from = busArn(place, String(EventBusName))
    return stackList(rule.Targets).flatMap((target) => {
      const { Arn, RoleArn } = asObject(target)
      const isBus = String(Arn).includes(':event-bus/') && State === 'ENABLED'
      return isBus ? [{ from, pattern, to: String(Arn), role: String(RoleArn) }] : []
    })
  })

/** The logical id of a reference by `Fn::GetAtt`. */
export function idsIn(value: Yaml | undefined): readonly string[] {
  const attribute = isTree(value) ? value['Fn::GetAtt'] : undefined
  return Array.isArray(attribute) ? [String(attribute[0])] : []
}
