import { type Command, InvalidArgumentError } from 'commander'
import { addJournalOptions, bucketName } from '../options/journal-options.ts'
import { addConfirmOptions } from '../undo/confirm-options.ts'
import type { YieldOptions } from './yield-bucket.ts'

const EXAMPLES = `
Examples:
  npx cooper yield my-bucket --journal cooper-prod-journal-123456789012-eu-central-1-an --dry-run
  npx cooper yield my-bucket --for 45m --yes

CloudFormation creates a bucket policy only where none stands. So a template that brings its own fails while there is one by
Cooper. This command takes Cooper's statements out of the policy, and Cooper leaves them alone for the time of --for. Deploy
meanwhile. The hold is in the journal and ends by itself; to end it earlier, undo the yield by the id that it prints. You
need permission to read, put and delete the bucket's policy, and to read and write the journal.

Exit codes: 0 there is room · 1 not done · 2 wrong usage or input · 130 interrupted: it is complete if it had begun`

export const addYield = (program: Command) => {
  const command = program
    .command('yield')
    .description(
      "Make room for a template's bucket policy: take Cooper's statements out for a while.",
    )
    .argument('<bucket>', 'the name of a bucket', bucketName)
    .option('--for <time>', 'such as 45m or 2h, up to 24h', milliseconds, milliseconds('2h'))
  return addConfirmOptions(addJournalOptions(command))
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: YieldOptions) => {
      // The AWS SDK is loaded only where it is needed.
      const { yieldBucket } = await import('./yield-bucket.ts')
      await yieldBucket(name, options)
    })
}

const MINUTE = 60_000
const LONGEST = 24 * 60 * MINUTE

function milliseconds(text: string): number {
  const [, count = '', unit] = /^([1-9]\d{0,3})([mh])$/.exec(text) ?? []
  const time = Number(count) * (unit === 'h' ? 60 * MINUTE : MINUTE)
  if (unit && time <= LONGEST) return time
  throw new InvalidArgumentError('It must be a time such as 45m or 2h, up to 24h.')
}
