import type { Logger } from '@aws-lambda-powertools/logger'
import type { Metrics } from '@aws-lambda-powertools/metrics'
import type { CallJson } from '../aws/json-call.ts'
import type { S3Clients } from '../aws/s3/s3-client.ts'
import { exemptFindings } from '../aws/security-hub/earlier-findings.ts'
import { importFindings } from '../aws/security-hub/import-findings.ts'
import type { Bucket } from '../core/bucket.ts'
import type { BucketEvent } from '../core/event.ts'
import type { Finding } from '../core/finding.ts'
import { bucketArn } from '../core/policy/evaluation/resources.ts'
import { asffFindings } from '../core/security-hub/asff-finding.ts'
import { findingsAfter } from '../core/security-hub/findings-after.ts'
import type { Result } from '../remediation/result.ts'

/** The result of a run, and what the function that loads this file has already. */
interface ResultToImport {
  readonly result: Result
  readonly event: BucketEvent
  /** With credentials of the account. */
  readonly clientsIn: (region: string) => S3Clients
  readonly callJson: CallJson
  readonly logger: Logger
  readonly metrics: Metrics
}

// A Security Hub that does not answer must not use up the time of the function.
const MOST_MS = 15_000

/** Imports what a run found, if it has news. Never throws: Security Hub is not a part of the remediation. */
export async function importResult(facts: ResultToImport): Promise<void> {
  const { logger, metrics } = facts
  try {
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('It took too long')), MOST_MS).unref()
    })
    const refused = await Promise.race([importNews(facts), late])
    if (refused.length > 0)
      throw new Error(refused.map(({ id, reason }) => `${id}: ${reason}`).join('; '))
  } catch (error) {
    metrics.addMetric('securityHub', 'Count', 1)
    logger.warn('Security Hub does not have the findings on this bucket', { error })
  }
}

async function importNews({ result, event, clientsIn, callJson: call }: ResultToImport) {
  const news = newsIn(result, event.bucket)
  if (!news) return []
  const { region, account } = news.bucket
  const { credentials } = clientsIn(region).reader.config
  const access = { region, environment: process.env, credentials, call }
  const findings = asffFindings(news, new Date().toISOString())
  return importFindings(
    access,
    findings,
    await exemptFindings(access, account, bucketArn(news.bucket)),
  )
}

/** The findings after a run. `undefined`: it has none that Security Hub does not know. */
function newsIn(
  result: Result,
  bucket: Bucket,
): { bucket: Bucket; findings: readonly Finding[] } | undefined {
  if ('exempted' in result) return { bucket, findings: result.exempted }
  if (!('remaining' in result)) return undefined
  const { account, region, partition } = result
  return {
    bucket: { name: result.bucket, account, region, partition },
    findings: findingsAfter(result),
  }
}
