import { CONTROLS } from '../../src/core/controls/all.ts'
import type { Control } from '../../src/core/controls/control.ts'
import { CONTROL_DOCUMENTATION } from '../../src/core/controls/documentation.ts'
import { standardsOf } from '../../src/core/controls/mapping.ts'
import { SETTINGS } from './builders.ts'

const HEAD = [
  '| control | setting | what must hold | what Cooper does |',
  '| --- | --- | --- | --- |',
]

/** The README's table of controls: one line each. */
export const shortControlsTable = (): string => [...HEAD, ...CONTROLS.map(shortRow)].join('\n')

function shortRow({ id, title }: Control): string {
  const { settings, remedy } = CONTROL_DOCUMENTATION[id]
  const variables = settings.match(/`[A-Z_]+`/g) ?? []
  const [firstClause = ''] = remedy.split(';')
  return `| \`${id}\` | ${variables[0] ?? ''} | ${withSmallInitial(title)} | ${firstClause} |`
}

const withSmallInitial = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/** The table of controls with their whole documentation. */
export const controlsTable = (): string =>
  [
    ...[HEAD[0]?.replace('setting', 'setting (default)'), HEAD[1]],
    ...CONTROLS.map(({ id }) => {
      const { settings, mustHold, remedy } = CONTROL_DOCUMENTATION[id]
      return `| \`${id}\` | ${settings} | ${mustHold} | ${remedy} |`
    }),
  ].join('\n')

/** Where public standards list each control, and AWS's own page. */
export const standardsTable = (): string =>
  [
    '| control | standards | documentation of AWS |',
    '| --- | --- | --- |',
    ...CONTROLS.map(
      ({ id, mapping }) =>
        `| \`${id}\` | ${standardsIn(mapping)} | [${pageName(mapping(SETTINGS).page)}](${mapping(SETTINGS).page}) |`,
    ),
  ].join('\n')

/** The ids with the default settings, and those that need SSE-KMS. */
function standardsIn(mapping: Control['mapping']): string {
  const usual = mapping(SETTINGS)
  const withKms = mapping({ ...SETTINGS, defaultEncryption: 'sse-kms' })
  const isNew = (id: string) => !Object.values(usual).flat().includes(id)
  const added = standardsOf({
    securityHub: withKms.securityHub.filter(isNew),
    config: withKms.config.filter(isNew),
    cis: withKms.cis.filter(isNew),
    pciDss: withKms.pciDss.filter(isNew),
    nist: withKms.nist.filter(isNew),
    page: withKms.page,
  })
  return [
    standardsOf(usual).join('; ') || 'none',
    ...(added.length > 0 ? [`with \`sse-kms\` or \`dsse-kms\` also: ${added.join('; ')}`] : []),
  ].join('; ')
}

/** `bucket-key` of `https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html`. */
const pageName = (page: string): string => page.replace(/^.*\/|\.html$/g, '')
