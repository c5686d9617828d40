import type { RequestData } from '../../src/core/explain/request-data.ts'
import { arnOf } from './encoding/identity.ts'
import { type KeyUses, type Use, usesOf } from './encoding/key-uses.ts'
import { isSession } from './encoding/principals.ts'
import type { PlainPolicy } from './encoding/read-policy.ts'
import type { Scene, Situation } from './encoding/scene.ts'
import { actionOf, resourceOf } from './encoding/target.ts'
import type { ProvenClass } from './facts/classes.ts'
import type { CallerKind } from './facts/keys.ts'
import { exactText } from './texts/languages.ts'

/** A request as `cooper explain --json` prints it. */
export type NamedRequest = RequestData

const contextOf = ({ context }: NamedRequest): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(context).map(([name, value]) => [name.toLowerCase(), [value].flat()]))

/** The keys that a request has, and those that the policy asks for. */
export function usesOfRequest(request: NamedRequest, policy: PlainPolicy): KeyUses {
  const others = [...contextOf(request).keys()].map((name) => [name, new Set<Use>()] as const)
  return new Map([...others, ...usesOf(policy)])
}

/** Keys of anonymous callers that may be there or not: the request need not say. */
const OPEN_FOR_ANYBODY = ['aws:principalaccount', 'aws:userid']

/** The situation of a request. A key that it does not have is given as absent. */
export function situationOf(
  request: NamedRequest,
  requests: ProvenClass,
  { variables }: PlainPolicy,
  uses: KeyUses,
): Situation {
  const context = contextOf(request)
  const caller = callerOf(request.principal)
  const isOpen = (name: string) => caller === 'anonymous' && OPEN_FOR_ANYBODY.includes(name)
  const said = [...uses.keys()].filter((name) => context.has(name) || !isOpen(name))
  return {
    requests,
    variables,
    caller,
    target: request.resource.includes('/') ? 'object' : 'bucket',
    given: new Map(said.map((name) => [name, context.get(name) ?? []])),
  }
}

function callerOf(principal: string): CallerKind {
  if (principal === 'anonymous') return 'anonymous'
  if (principal.includes(':user/')) return 'user'
  if (principal.endsWith(':root')) return 'root'
  return principal.includes(':federated-user/') ? 'federated' : 'role'
}

/** Pins what is asked for, and who asks. */
export const pinRequest =
  ({ principal, action, resource }: NamedRequest) =>
  (scene: Scene): void => {
    actionOf(scene).mustBeIn(exactText(action.toLowerCase()))
    resourceOf(scene).mustBeIn(exactText(resource))
    if (scene.caller === 'role') {
      scene.require(isSession(scene, principal.split(':')[4] ?? '', principal))
    } else if (scene.caller !== 'anonymous') arnOf(scene).mustBeIn(exactText(principal))
  }
