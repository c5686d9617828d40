import { openAccount } from './account.ts'
import { bucketIsExempt, exemptionIsTakenOff } from './exempt-bucket.ts'
import { createNarrator } from './narrator.ts'
import {
  bucketIsCreated,
  cooperMends,
  eventComesAgain,
  ownerHears,
  policyIsOverwritten,
} from './scenes.ts'

const STORY = [
  bucketIsCreated,
  cooperMends,
  ownerHears,
  policyIsOverwritten,
  eventComesAgain,
  bucketIsExempt,
  exemptionIsTakenOff,
]

const narrator = createNarrator()
const demoAccount = await openAccount()
try {
  for (const tell of STORY) await tell(demoAccount, narrator)
} finally {
  await demoAccount.aws.close()
}

const failures = narrator.failures()
narrator.say('')
narrator.say(
  failures.length === 0
    ? 'Every line with a check mark was checked. Next: `npm run local`, or the README.'
    : `${failures.length} of these lines did not hold.`,
)
process.exitCode = failures.length === 0 ? 0 : 1
