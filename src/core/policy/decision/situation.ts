import type { Statement } from '../document.ts'
import type { Reading, Scope } from '../evaluation/conditions.ts'
import type { RequestClass, ResourceKind } from '../request-class.ts'
import type { ActionGroup } from './action-keys.ts'
import type { Budget } from './budget.ts'
import type { Dimension } from './dimension.ts'
import type { IdentityClass } from './identity.ts'
import type { Questions } from './questions.ts'
import type { KeyConstraints, Ties } from './tied-keys.ts'

/** How one search reads a policy. */
export interface SearchView {
  readonly reading: Reading
  /** `weakened`: statements without their variables. `kept`: with some values, which suffices for a counterexample only. */
  readonly variables: 'weakened' | 'kept'
  readonly ties: Ties
}

/** A policy as a search reads it. Dimensions are cached by name, since most situations share most of them. */
export interface PolicyView {
  readonly questions: Questions
  readonly scope: Scope
  /** The keys of policy variables whose value is not known. */
  readonly unknown: ReadonlySet<string>
  readonly dimensions: Map<string, Dimension>
  /** The dimensions of actions, which do not depend on variables. */
  readonly actions: Map<string, Dimension>
}

/** What all situations of one search share. */
export interface SituationAttempt extends PolicyView {
  readonly requests: RequestClass
  readonly budget: Budget
  readonly ties: Ties
  /** Statements that were needed so far to deny requests. */
  readonly used: Set<Statement>
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
