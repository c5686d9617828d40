import type { AttributeName, Change, StoredValue } from './attributes/attribute.ts'
import type { ControlId } from './controls/ids.ts'

/**
 * An intended change of an attribute, as data. It says what the attribute must contain afterwards, and not the text to
 * write, so that it can be merged into the value at the time of the write.
 */
export type PutStep<Name extends AttributeName = AttributeName> = {
  [One in Name]: {
    readonly action: 'put'
    readonly attribute: One
    /** The controls that the step serves. */
    readonly controls: readonly ControlId[]
    readonly change: Change<One>
  }
}[Name]

/** Restores an earlier value. */
export type RestoreStep<Name extends AttributeName = AttributeName> = {
  [One in Name]: {
    readonly action: 'restore'
    readonly attribute: One
    readonly controls: readonly ControlId[]
    /** The value to restore. `null`: delete the attribute. */
    readonly value: StoredValue<One> | null
    /** The value that the attribute must have, or nothing is written. */
    readonly expected: StoredValue<One> | null
  }
}[Name]

export type Step<Name extends AttributeName = AttributeName> = PutStep<Name> | RestoreStep<Name>

export const isRestore = <Name extends AttributeName>(
  step: Step<Name>,
): step is RestoreStep<Name> => step.action === 'restore'

export const isPut = <Name extends AttributeName>(step: Step<Name>): step is PutStep<Name> =>
  step.action === 'put'

export const isStepOn = <Name extends AttributeName>(
  step: Step,
  name: Name,
): step is Step & Step<Name> => step.attribute === name

/** A step that was read from the journal has no fields without a value. */
export const isSameStep = (one: Step, other: Step): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
