import type { Command } from 'commander'

/** The options of the commands that show what they would do, and ask. */
export const addConfirmOptions = (command: Command): Command =>
  command
    .option('--dry-run', 'show what would change, without changing it')
    .option('-y, --yes', 'do not ask for confirmation')
    .option('--json', 'print the result as JSON')
    .option('--no-notify', 'notify nobody, even if TOPIC_ARN is set')
