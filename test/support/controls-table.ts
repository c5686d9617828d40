import { CONTROLS } from '../../src/core/controls/all.ts'
import type { Control } from '../../src/core/controls/control.ts'
import { standardsOf } from '../../src/core/controls/mapping.ts'

const HEAD = [
  '| control | setting | what must hold | what Cooper does |',
  '| --- | --- | --- | --- |',
]

/** The README's table of controls: one line each. */
export const shortControlsTable = (): string => [...HEAD, ...CONTROLS.map(shortRow)].join('\n')

function shortRow({ id, title, documentation: { settings, remedy } }: Control): string {
  const variables = settings.match(/`[A-Z_]+`/g) ?? []
  const [firstClause = ''] = remedy.split(';')
  return `| \`${id}\` | ${variables[0] ?? ''} | ${withSmallInitial(title)} | ${firstClause} |`
}

const withSmallInitial = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/** The table of controls with their whole documentation. */
export const controlsTable = (): string =>
  [
    ...[HEAD[0]?.replace('setting', 'setting (default)'), HEAD[1]],
    ...CONTROLS.map(
      ({ id, documentation: { settings, mustHold, remedy } }) =>
        `| \`${id}\` | ${settings} | ${mustHold} | ${remedy} |`,
    ),
  ].join('\n')

/** Where public standards list each control, and AWS's own page. */
export const standardsTable = (): string =>
  [
    '| control | standards | documentation of AWS |',
    '| --- | --- | --- |',
    ...CONTROLS.map(
      ({ id, mapping }) =>
        `| \`${id}\` | ${standardsOf(mapping).join('; ') || 'none'} | [${pageName(mapping.page)}](${mapping.page}) |`,
    ),
  ].join('\n')

/** `bucket-key` of `https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html`. */
const pageName = (page: string): string => page.replace(/^.*\/|\.html$/g, '')
