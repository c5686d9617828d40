import { logsNameClients } from './access-logs.ts'
import { openAccount } from './account.ts'
import { bucketIsExempt, exemptionIsRemoved } from './exempt-bucket.ts'
import { createNarrator } from './narrator.ts'
import {
  bucketIsCreated,
  cooperFixes,
  eventComesAgain,
  ownerIsNotified,
  policyIsOverwritten,
} from './scenes.ts'
import { stackIsDeployed } from './stack.ts'
import { storedObjectsAreReencrypted } from './stored-objects.ts'

const STORY = [
  bucketIsCreated,
  cooperFixes,
  ownerIsNotified,
  policyIsOverwritten,
  eventComesAgain,
  bucketIsExempt,
  exemptionIsRemoved,
  stackIsDeployed,
  logsNameClients,
  storedObjectsAreReencrypted,
]

const narrator = createNarrator()
const demoAccount = await openAccount()
try {
  for (const play of STORY) await play(demoAccount, narrator)
} finally {
  await demoAccount.aws.close()
}

const failures = narrator.failures()
narrator.say('')
narrator.say(
  failures.length === 0
    ? 'Every line with a check mark was verified. Next: `npm run local`, or the README.'
    : `${failures.length} of these lines are not true.`,
)
process.exitCode = failures.length === 0 ? 0 : 1
