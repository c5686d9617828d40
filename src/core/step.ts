import type { AttributeName, Change, StoredValue } from './attributes/attribute.ts'
import type { ControlId } from './controls/ids.ts'

/**
 * An intended change of an attribute, as data: what must be there afterwards, not the text to write, so that it can be
 * merged into whatever the bucket has by the time of the write.
 */
export type PutStep<Name extends AttributeName = AttributeName> = {
  [One in Name]: {
    readonly action: 'put'
    readonly attribute: One
    /** The controls that it serves. */
    readonly controls: readonly ControlId[]
    readonly change: Change<One>
  }
}[Name]

/** Puts an earlier value back. */
export type RestoreStep<Name extends AttributeName = AttributeName> = {
  [One in Name]: {
    readonly action: 'restore'
    readonly attribute: One
    readonly controls: readonly ControlId[]
    /** What is put back; `null`: the attribute is removed. */
    readonly value: StoredValue<One> | null
    /** What must still be there, or nothing is written. */
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
