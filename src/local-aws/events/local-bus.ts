import type { Policy, PolicyDocument } from '../../core/policy/document.ts'
import { parsePolicy } from '../../core/policy/parsing/parse.ts'

/** An event bus. The default bus of each account exists anyway, without a policy. */
export interface LocalBus {
  readonly arn: string
  /** Who may put events on it besides its own account. */
  readonly policy?: PolicyDocument
}

/** A rule whose target is another bus, to which it sends with a role. */
export interface ForwardingRule {
  /** ARN of the bus with the rule. */
  readonly from: string
  readonly pattern: unknown
  /** ARN of the bus that gets the events. */
  readonly to: string
  /** ARN of the role with which it sends. */
  readonly role: string
}

/** The buses that exist, with their policies, by ARN. Throws where a policy is not valid. */
export const readBuses = (buses: readonly LocalBus[]): ReadonlyMap<string, Policy | undefined> =>
  new Map(buses.map(({ arn, policy }) => [arn, policy && parsePolicy(policy)]))

export interface BusPlace {
  readonly account: string
  readonly region: string
  readonly partition: string
}

export const busArn = ({ partition, region, account }: BusPlace, name = 'default'): string =>
  `arn:${partition}:events:${region}:${account}:event-bus/${name}`

export const accountOfArn = (arn: string): string => arn.split(':')[4] ?? ''
