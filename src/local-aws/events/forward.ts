import { isAllowed } from '../../core/policy/evaluation/evaluate.ts'
import type { Cloud } from '../cloud.ts'
import { roleIdentity, serviceIdentity } from '../identity/identity.ts'
import { mayPut } from './authorize-put.ts'
import type { BusEvent } from './bus-event.ts'
import { compilePattern } from './event-pattern.ts'
import { accountOfArn, type ForwardingRule } from './local-bus.ts'

/**
 * Finds the buses to which the rules of a bus send an event. `isForwarded`: it came from another account, and goes on to
 * no third one. Throws where a rule's pattern is not valid.
 */
export function createForwarding(cloud: Cloud, rules: readonly ForwardingRule[]) {
  const compiled = rules.map((rule) => ({ rule, matches: compilePattern(rule.pattern) }))
  return (event: BusEvent, bus: string, isForwarded: boolean): readonly string[] =>
    compiled
      .filter(({ rule, matches }) => rule.from === bus && matches(event))
      .filter(({ rule }) => !isForwarded || accountOfArn(rule.to) === accountOfArn(bus))
      .filter(({ rule }) => maySend(cloud, rule, event))
      .map(({ rule }) => rule.to)
}

/** Whether EventBridge may use the role of the rule, and the role may put the event on the other bus. */
function maySend(cloud: Cloud, { to, role: arn }: ForwardingRule, event: BusEvent): boolean {
  const role = cloud.roles.get(arn)
  if (role === undefined) return false
  const { caller } = serviceIdentity('events.amazonaws.com')
  const context = new Map([['aws:sourceaccount', [role.account]]])
  const assume = { caller, action: 'sts:AssumeRole', resource: arn, context }
  if (!isAllowed(role.trust, assume)) return false
  const { account, name, policy } = role
  const session = { ...roleIdentity(account, name, 'events', arn.split(':')[1]), policy }
  return mayPut(cloud, session, to, { source: event.source, type: event['detail-type'] })
}
