import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { inlineCode } from '../../src/templates/inline-code.ts'
import { suiteWith } from '../support/suite-with.ts'
import { findingsOf } from './cfn-lint.ts'
import { resolveTemplate, type Template, withParameters } from './cloudformation.ts'
import { packageService, ROOT } from './package-service.ts'
import { type Properties, US_EAST_1 } from './resource-attributes.ts'

const FILE = join(ROOT, 'dist', 'standalone.template.json')
const text = readFileSync(FILE, 'utf8')
const standalone: Template & { readonly Rules: Properties } = JSON.parse(text)

/** Values by which most resources exist, or differ from the default. */
const VALUES = {
  modeTlsOnly: 'report',
  graceDays: '7',
  sweepRate: '50',
  alarmEmail: 'duty@example.com',
  notificationEmail: 'team@example.com',
  logBuckets: 'arn:aws:s3:::access-logs',
  metricsNamespace: 'Guard',
  settleMinutes: '3',
  xray: 'true',
  namePrefix: 'acme-',
  reservedConcurrency: '7',
  memorySize: '1024',
  timeout: '120',
  logRetentionInDays: '30',
  sweepSchedule: 'rate(7 days)',
}

interface InlineFunction {
  readonly Code: { readonly ZipFile: string }
  readonly Handler: string
  readonly Environment: { readonly Variables: object }
}

const [service, other] = await Promise.all([packageService(), packageService(VALUES)])
afterAll(() => Promise.all([service.remove(), other.remove()]))

/** The resources, without what the Framework needs for itself, with the code left out and all values as text. */
function comparable(
  template: Template,
  values: Readonly<Record<string, string>>,
  place = US_EAST_1,
) {
  const { Resources } = resolveTemplate(withParameters(template, values), place)
  const own = Object.entries(Resources).filter(([id]) => !id.startsWith('ServerlessDeployment'))
  const named = own.map(([id, resource]) => {
    const { Code: _, Handler: __, ...Properties } = resource.Properties ?? {}
    return [id.replace(/^(Acme)?[cC]ooperdev/, 'Cooper'), { ...resource, Properties }] as const
  })
  const asText = (_: string, value: unknown) =>
    typeof value === 'number' || typeof value === 'boolean' ? `${value}` : value
  const ids = Object.fromEntries(named)
  return JSON.parse(JSON.stringify(ids, asText).replaceAll(/"(Acme)?[cC]ooperdev/g, '"Cooper'))
}

const STAGE = { mode: 'remediate', stage: 'dev' }

const built = (file: string) => readFileSync(join(ROOT, 'dist', `${file}.cjs`), 'utf8')

describe('the standalone template', () => {
  it('has the resources, roles and patterns of the packaged service', () => {
    const packaged = comparable(service.template, {})
    expect(Object.keys(packaged).length).toBeGreaterThan(45)
    expect(comparable(standalone, STAGE)).toEqual(packaged)
  })

  it('has them with other values, too', () => {
    expect(comparable(standalone, { ...STAGE, ...VALUES })).toEqual(comparable(other.template, {}))
  })

  it('has them in another region and partition', () => {
    const place = { ...US_EAST_1, partition: 'aws-cn', region: 'cn-north-1' }
    const { SweepRole, JournalBucket } = comparable(standalone, STAGE, place)
    expect(SweepRole.Properties.RoleName).toBe('cooper-dev-cn-north-1-sweep')
    expect(JournalBucket.Properties.BucketName).toContain('cn-north-1-an')
    expect(JSON.stringify(comparable(standalone, STAGE, place))).not.toMatch(/arn:aws:/)
  })

  it('has every param as a parameter, except those of a hub and of the Framework', () => {
    const { params } = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'), {
      logLevel: 'silent',
    })
    const names = Object.keys(standalone.Parameters ?? {})
    const missing = Object.keys(params.default).filter((name) => !names.includes(name))
    expect(missing).toEqual([
      'tags',
      'deploymentBucket',
      'hub',
      'organizationId',
      'members',
      'memberRole',
      'exemptAccounts',
      'ownerTag',
      'configValidation',
    ])
  })

  it('has one parameter without a default: the mode', () => {
    const required = Object.entries(standalone.Parameters ?? {}).filter(
      ([, one]) => !('Default' in one),
    )
    expect(required.map(([name]) => name)).toEqual(['mode'])
    expect(Object.keys(standalone.Parameters ?? {}).length).toBeLessThanOrEqual(200)
  })

  it('is smaller than CloudFormation allows for a template in S3', () => {
    expect(text.length).toBeLessThan(1_000_000)
  })

  it.each([
    ['BucketChangedLambdaFunction', 'bucket-changed'],
    ['SweepLambdaFunction', 'sweep'],
    ['ReviewLogsLambdaFunction', 'review-logs'],
  ])('%s has the code of dist/%s.cjs, which starts from one file', (id, file) => {
    const { Code, Handler, Environment } = (standalone.Resources[id]?.Properties ??
      {}) as unknown as InlineFunction
    expect(Handler).toBe('index.handler')
    expect(inlineCode(built(file), built('optional'))).toBe(Code.ZipFile)
    expect(Object.keys(Environment.Variables)).toContain('TOPIC_ARN')
  })

  it('checks its parameters against each other', () => {
    expect(Object.keys(standalone.Rules)).toEqual([
      'PreflightNeedsKey',
      'AllowedKeysNeedKey',
      'KeyNeedsKms',
      'QuietDaysNeedLogs',
      'VpcNeedsSecurityGroups',
    ])
  })
})

suiteWith('cfn-lint', 'checked by cfn-lint', () => {
  const files = {
    'the packaged service': service.templateFile,
    'the standalone template': FILE,
    'the template of a member': join(ROOT, 'dist', 'member.template.json'),
  }
  it.each(Object.entries(files))('%s has no finding in four partitions and regions', (_, file) => {
    expect(findingsOf([file])).toBe('')
  })
})
