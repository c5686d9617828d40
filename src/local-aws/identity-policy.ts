import type { Identity } from './identity.ts'

/** Whether the identity's own policy, as far as it has one, allows the action. */
export function mayByIdentity({ actions }: Identity, action: string): boolean {
  if (actions === undefined) return true
  return actions.some((pattern) => toRegExp(pattern).test(action))
}

function toRegExp(pattern: string): RegExp {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i')
}
