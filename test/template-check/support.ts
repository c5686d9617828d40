// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of CloudFormation have such variables
import type { TemplateReport } from '../../src/core/check/template-report.ts'
import type { ControlId } from '../../src/core/controls/ids.ts'
import type { Settings } from '../../src/core/settings.ts'
import {
  type CheckedTemplates,
  checkTemplates,
  type TemplateCheck,
} from '../../src/template-check/check-templates.ts'
import { SETTINGS } from '../support/builders.ts'

export interface TemplateTrial extends Partial<Omit<TemplateCheck, 'settings'>> {
  readonly settings?: Partial<Settings>
}

/** A check with the settings of the tests, in Frankfurt. */
export const templateCheck = ({ settings, ...others }: TemplateTrial = {}): TemplateCheck => ({
  settings: { ...SETTINGS, sseC: 'block', ...settings },
  today: '2026-11-20',
  params: {},
  region: 'eu-central-1',
  account: '123456789012',
  ...others,
})

/** Checks one template. */
export const check = (text: string, trial?: TemplateTrial): CheckedTemplates =>
  checkTemplates([{ file: 'template.yaml', text }], templateCheck(trial))

export const findingIn = (report: TemplateReport | undefined, control: ControlId = 'tls-only') =>
  report?.findings.find((one) => one.control === control)

/** The verdict of a control on the only bucket of a template. */
export function verdictIn(text: string, trial?: TemplateTrial, control?: ControlId) {
  const { reports } = check(text, trial)
  const finding = reports.length === 1 ? findingIn(reports[0], control) : undefined
  return finding?.verdict
}

export const reasonIn = (text: string, trial?: TemplateTrial, control?: ControlId) =>
  findingIn(check(text, trial).reports[0], control)?.reason

/** Lines with as many more spaces before them. */
export const indented = (text: string, spaces: number) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(spaces) + line))
    .join('\n')

/** A statement that denies plain HTTP on the bucket `Data`. Some of its fields may be replaced. */
export function denyHttp(fields: Readonly<Record<string, string>> = {}): string {
  const all = {
    Effect: 'Deny',
    Principal: "'*'",
    Action: 's3:*',
    Resource: "[!GetAtt Data.Arn, !Sub '${Data.Arn}/*']",
    Condition: "{ Bool: { aws:SecureTransport: 'false' } }",
    ...fields,
  }
  return Object.entries(all)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

interface TemplateParts {
  readonly sections?: string | undefined
  readonly bucket?: string | undefined
}

/** A template with the bucket `Data`, its policy of these statements, and other sections. */
export const templateWith = (
  statements: readonly string[],
  { sections = '', bucket = '' }: TemplateParts = {},
) => `${sections}
Resources:
  Data:
    Type: AWS::S3::Bucket
${indented(bucket, 4)}
  DataPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Version: 2012-10-17
        Statement:${statements.length === 0 ? ' []' : ''}
${statements.map((one) => `          -\n${indented(one, 12)}`).join('\n')}
`
