import * as v from 'valibot'
import { readSettings } from './config.ts'
import { effectiveVariables } from './effective-variables.ts'
import { Environment } from './environment.ts'
import { parseVariables, type Variables } from './parse-variables.ts'
import { wholeNumberIn } from './values.ts'

export interface SweepConfig {
  readonly topicArn: string
  readonly chatTopicArn: string | undefined
  /** The name of the role that remediates, which identifies the events of this Cooper's sweeps. */
  readonly cooper: string
  /** The bucket for notes for the digest. Without it, each bucket has a message of its own. */
  readonly journalBucket: string | undefined
  /** Buckets a second. */
  readonly rate: number
  readonly quietMinutes: number
  /** The settings of the function that fixes buckets, for the journal. The sweep itself does not use them. */
  readonly settings: Readonly<Record<string, string>>
}

const { TOPIC_ARN, CHAT_TOPIC_ARN, ROLE_NAME, JOURNAL_BUCKET, POWERTOOLS_LOG_LEVEL } =
  Environment.entries

// Every variable is in docs/configuration.md and a `param` of serverless.yml.
const SweepEnvironment = v.object({
  TOPIC_ARN,
  CHAT_TOPIC_ARN,
  ROLE_NAME: v.unwrap(ROLE_NAME),
  JOURNAL_BUCKET,
  POWERTOOLS_LOG_LEVEL,
  SWEEP_RATE: v.optional(wholeNumberIn(1, 1000), '20'),
  DIGEST_AFTER: v.optional(wholeNumberIn(0, 1440), '60'),
})

export const SWEEP_VARIABLES = Object.keys(SweepEnvironment.entries)

/** Reads the settings of the sweep. An empty variable counts as unset. Throws an error that names each invalid variable. */
export function readSweepConfig(environment: Variables): SweepConfig {
  const output = parseVariables(SweepEnvironment, environment)
  // Wrong settings must not reach the journal.
  readSettings(environment)
  return {
    topicArn: output.TOPIC_ARN,
    chatTopicArn: output.CHAT_TOPIC_ARN,
    cooper: output.ROLE_NAME,
    journalBucket: output.JOURNAL_BUCKET,
    rate: output.SWEEP_RATE,
    quietMinutes: output.DIGEST_AFTER,
    settings: effectiveVariables(environment),
  }
}
