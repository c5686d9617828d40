import { readdirSync, readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bucketCalls } from '../../src/aws/s3/bucket-calls.ts'
import { assessPosture, withContext } from '../../src/check/assess-bucket.ts'
import { readPosture } from '../../src/check/read-bucket.ts'
import { isUnknown } from '../../src/core/finding.ts'
import type { Settings } from '../../src/core/settings.ts'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { checkTemplates } from '../../src/template-check/check-templates.ts'
import { readTemplateText } from '../../src/template-check/cloudformation/text/read-text.ts'
import { KEY_ARN } from '../support/builders.ts'
import { deployTemplate } from '../support/deploy-template.ts'
import { templateCheck } from './support.ts'

const FOLDER = join(import.meta.dirname, 'templates')

/**
 * Loops and exports are for CloudFormation itself. What S3 refuses, and several policies, are deployed by nobody. A policy
 * for the callers of one endpoint denies the requests of the check.
 */
const NOT_DEPLOYED =
  /^(for-each|import|child|parent|refused-policy|two-policies|macro|included|public-and|vpc-endpoint)/

const PARAMS = { Stage: 'prod', EndpointId: 'vpce-0a1b2c3d4e5f67890' }

const SETTINGS_TRIED: readonly (readonly [name: string, settings: Partial<Settings>])[] = [
  ['the defaults', {}],
  ['all controls', { minimumTls: '1.2', sseC: 'block', uploadEncryption: 'matching' }],
  [
    'a key',
    {
      ...{ defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN, publicBuckets: 'exempt' },
      ...{ uploadEncryption: 'explicit', tlsStatement: 'canonical' },
    },
  ],
  ['websites', { websiteBuckets: 'remediate', exemptByTag: false, minimumTls: '1.3' }],
]

const files = readdirSync(FOLDER).filter((file) => !NOT_DEPLOYED.test(file))

describe('a deployed template', () => {
  let aws: LocalAws
  let s3: S3Client

  beforeAll(async () => {
    aws = await startLocalAws()
    s3 = new S3Client({
      ...{ endpoint: aws.httpsUrl, region: aws.region, forcePathStyle: true },
      requestHandler: { httpsAgent: new Agent({ ca: aws.ca }) },
      credentials: { accessKeyId: 'developer', secretAccessKey: 'any' },
    })
  })
  afterAll(() => aws.close())

  test.each(files)('%s: its check and the check of its buckets say the same', async (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8')
    const place = { account: aws.account, region: aws.region, params: PARAMS }
    const names = await deployTemplate(readTemplateText(text).root, { s3, ...place })
    expect(names.size).toBeGreaterThan(0)
    const calls = bucketCalls({ reader: s3, writer: s3 })
    for (const [title, tried] of SETTINGS_TRIED) {
      const check = templateCheck({ ...place, settings: tried })
      const { reports } = checkTemplates([{ file, text }], check)
      expect(reports.map((report) => report.place.address).toSorted()).toEqual(
        [...names.keys()].toSorted(),
      )
      for (const report of reports) {
        const bucket = {
          ...{ account: aws.account, region: aws.region, partition: 'aws' },
          name: names.get(report.place.address) ?? '',
        }
        const posture = await readPosture(bucket, calls)
        if (!posture) throw new Error(`There is no bucket ${bucket.name}`)
        const first = assessPosture(posture, { settings: check.settings, today: check.today })
        const assessed = await withContext(first, calls)
        const verdicts = (all: readonly { control: string; verdict: string }[] = []) =>
          all.map(({ control, verdict }) => `${title}: ${control} ${verdict}`)
        expect(report.findings.some(isUnknown)).toBe(false)
        expect(verdicts(report.findings)).toEqual(verdicts(assessed?.findings))
      }
    }
  })
})
