import { type ControlId, forEachControl } from '../controls/ids.ts'
import { type Approval, type BucketEvent, BY_FIX } from '../event.ts'
import type { Mode, Settings } from '../settings.ts'

/** The settings that the event asks for: a person who asks for a fix does not wait. */
export const settingsAsked = ({ name }: BucketEvent, settings: Settings): Settings =>
  name === BY_FIX ? inRemediateMode(settings) : settings

/** The settings with every control in remediate mode, at once. */
export const inRemediateMode = (settings: Settings): Settings => ({
  ...settings,
  modes: forEachControl(() => 'remediate'),
  graceDays: forEachControl(() => 0),
  publicBuckets: settings.publicBuckets === 'grace' ? 'remediate' : settings.publicBuckets,
})

/** The settings of a run that applies a proposal: nothing but its controls. */
export const settingsApproved = (
  { controls }: Pick<Approval, 'controls'>,
  settings: Settings,
): Settings => ({
  ...inRemediateMode(settings),
  controls: settings.controls.filter((id) => controls.includes(id)),
})

/** The settings with some controls in another mode. */
export const withMode = (
  mode: Mode,
  some: readonly { readonly control: ControlId }[],
  settings: Settings,
): Settings => ({
  ...settings,
  modes: forEachControl((id) =>
    some.some(({ control }) => control === id) ? mode : settings.modes[id],
  ),
})
