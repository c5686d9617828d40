import * as v from 'valibot'
import { Environment } from './environment.ts'
import { parseVariables, type Variables } from './parse-variables.ts'

export interface ReviewConfig {
  readonly topicArn: string
  readonly chatTopicArn: string | undefined
  /** The name of the role that remediates, which identifies the events of this Cooper. */
  readonly cooper: string
  readonly journalBucket: string
}

const { TOPIC_ARN, CHAT_TOPIC_ARN, ROLE_NAME, JOURNAL_BUCKET, POWERTOOLS_LOG_LEVEL } =
  Environment.entries

const ReviewEnvironment = v.object({
  TOPIC_ARN,
  CHAT_TOPIC_ARN,
  ROLE_NAME: v.unwrap(ROLE_NAME),
  JOURNAL_BUCKET: v.unwrap(JOURNAL_BUCKET),
  POWERTOOLS_LOG_LEVEL,
})

export const REVIEW_VARIABLES = Object.keys(ReviewEnvironment.entries)

/** Reads the settings of the function that reads access logs. Throws an error that names each invalid variable. */
export function readReviewConfig(environment: Variables): ReviewConfig {
  const output = parseVariables(ReviewEnvironment, environment)
  return {
    topicArn: output.TOPIC_ARN,
    chatTopicArn: output.CHAT_TOPIC_ARN,
    cooper: output.ROLE_NAME,
    journalBucket: output.JOURNAL_BUCKET,
  }
}
