import { CONTROLS } from '../../src/core/controls/all.ts'
import type { Control } from '../../src/core/controls/control.ts'
import { standardsOf } from '../../src/core/controls/mapping.ts'

/** The README's table of controls, as Markdown. */
export const controlsTable = (): string =>
  [
    '| control | setting (default) | what must hold | what Cooper does | known as |',
    '| --- | --- | --- | --- | --- |',
    ...CONTROLS.map(rowOf),
  ].join('\n')

function rowOf({ id, documentation, mapping }: Control): string {
  const { settings, mustHold, remedy } = documentation
  const known = [...standardsOf(mapping), `[AWS's page](${mapping.page})`].join('; ')
  return `| \`${id}\` | ${settings} | ${mustHold} | ${remedy} | ${known} |`
}

const TABLE = /(<!-- controls -->\n\n).*?(\n\n<!-- \/controls -->)/s

/** A README with the table between its two marks replaced by a fresh one. */
export const withControlsTable = (readme: string): string =>
  readme.replace(TABLE, (_all, start, end) => `${start}${controlsTable()}${end}`)
