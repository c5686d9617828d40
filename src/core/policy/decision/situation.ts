import type { Statement } from '../document.ts'
import type { Scope } from '../evaluation/conditions.ts'
import type { RequestClass, ResourceKind } from '../request-class.ts'
import type { Budget } from './budget.ts'
import type { Dimension } from './dimension.ts'
import type { IdentityClass } from './identity.ts'
import type { Questions } from './questions.ts'
import type { KeyConstraints, Ties } from './tied-keys.ts'

/** What all situations of one attempt share. Dimensions are kept by name: most situations have most of them in common. */
export interface SituationAttempt {
  readonly questions: Questions
  readonly requests: RequestClass
  readonly scope: Scope
  readonly budget: Budget
  readonly ties: Ties
  /** Statements that were needed to deny requests so far. */
  readonly used: Set<Statement>
  readonly dimensions: Map<string, Dimension>
  /** Those of actions, which no variable has a part in. */
  readonly actions: Map<string, Dimension>
}

/** Who calls, what for, and which keys go together: what is settled before the search. */
export interface Situation {
  readonly caller: IdentityClass | 'anonymous'
  readonly kind: ResourceKind
  readonly tied: KeyConstraints
  /** Keys whose value is settled too, because variables stand for it. */
  readonly settled: KeyConstraints
}
