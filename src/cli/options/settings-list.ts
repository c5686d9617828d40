import { SETTINGS_VARIABLES } from '../../config/config.ts'

const WIDTH = 100

/** The names of the settings for a help text. Those of one control, such as `MODE_TLS_ONLY`, are one name: `MODE_CONTROL`. */
export function settingsList(): string {
  const names = SETTINGS_VARIABLES.map((name) =>
    name.replace(/^(MODE|GRACE_DAYS)_.+/, '$1_CONTROL'),
  )
  const lines: string[] = []
  for (const name of new Set(names)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + name.length + 2 > WIDTH) lines.push(`  ${name}`)
    else lines[lines.length - 1] = `${last}, ${name}`
  }
  return lines.join(',\n')
}
