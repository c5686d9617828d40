import { type ControlId, forEachControl } from '../controls/ids.ts'
import { type BucketEvent, BY_FIX } from '../event.ts'
import type { Settings } from '../settings.ts'

/** The settings with the modes that the event asks for: a person who asks for a fix, or approves one, does not wait. */
export function settingsAsked({ name, approval }: BucketEvent, settings: Settings): Settings {
  if (name === BY_FIX) return inRemediateMode(settings)
  if (!approval) return settings
  const asked = { ...settings, graceDays: NO_GRACE }
  const modes = forEachControl((id) => (approval.controls.includes(id) ? 'remediate' : 'report'))
  return { ...asked, modes }
}

/** The settings with every control in remediate mode, at once. */
export const inRemediateMode = (settings: Settings): Settings => ({
  ...settings,
  modes: forEachControl(() => 'remediate'),
  graceDays: NO_GRACE,
})

const NO_GRACE = forEachControl(() => 0)

/** The settings with some controls in report mode. No mode is `propose`: what can be proposed has been. */
export const reportingOn = (
  left: readonly { readonly control: ControlId }[],
  settings: Settings,
): Settings => ({
  ...settings,
  modes: forEachControl((id) => {
    const mode = settings.modes[id]
    return mode === 'propose' || left.some(({ control }) => control === id) ? 'report' : mode
  }),
})
