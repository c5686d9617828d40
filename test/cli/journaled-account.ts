import { ACCOUNT, type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper, type Ended } from './run-cooper.ts'

export const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:cooper`

export interface JournaledAccount extends Account {
  /** Runs the command with the journal and the topic. */
  readonly run: (...args: readonly string[]) => Promise<Ended>
}

/** An account with a journal, a topic, and one bucket that has no policy. */
export async function startJournaled(bucket: string): Promise<JournaledAccount> {
  const account = await startAccount([{ name: bucket, verdict: 'non-compliant', policy: null }], {
    topics: [TOPIC],
  })
  addJournal(account)
  const environment = { ...account.environment, TOPIC_ARN: TOPIC, JOURNAL_BUCKET: JOURNAL }
  return { ...account, run: (...args) => cooper(args, environment) }
}
