import type { Statement } from '../document.ts'
import type { Scope } from '../evaluation/conditions.ts'
import type { RequestClass, ResourceKind } from '../request-class.ts'
import type { ActionGroup } from './action-keys.ts'
import type { Budget } from './budget.ts'
import type { Dimension } from './dimension.ts'
import type { IdentityClass } from './identity.ts'
import type { Questions } from './questions.ts'
import type { KeyConstraints, Ties } from './tied-keys.ts'

/** What all situations of one attempt share. Dimensions are cached by name, since most situations share most of them. */
export interface SituationAttempt {
  readonly questions: Questions
  readonly requests: RequestClass
  readonly scope: Scope
  readonly budget: Budget
  readonly ties: Ties
  /** Statements that were needed so far to deny requests. */
  readonly used: Set<Statement>
  readonly dimensions: Map<string, Dimension>
  /** The dimensions of actions, which do not depend on variables. */
  readonly actions: Map<string, Dimension>
}

/** What is settled before the search: the kind of caller and resource, and which keys are present together. */
export interface Situation {
  readonly caller: IdentityClass | 'anonymous'
  readonly kind: ResourceKind
  readonly tied: KeyConstraints
  readonly actions: ActionGroup
  /** Keys whose value is fixed too, because policy variables refer to them. */
  readonly settled: KeyConstraints
}
