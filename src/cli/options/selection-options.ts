import { type Command, InvalidArgumentError, Option } from 'commander'
import { isBucketName, isDirectoryBucket } from '../../core/bucket.ts'
import { CONTROL_IDS } from '../../core/controls/ids.ts'
import { addAccountOptions } from './account-options.ts'
import { addSettingsOptions, type SettingsOptions } from './settings-options.ts'

/** Which buckets a command works on, and what they must comply with. */
export interface SelectionOptions extends SettingsOptions {
  readonly allRegions?: true
  readonly control?: readonly string[]
  readonly concurrency: number
}

export const addSelectionOptions = (command: Command): Command =>
  addSettingsOptions(
    addAccountOptions(
      command.argument('[bucket...]', 'names of buckets; without any, all buckets of the region'),
    ),
  )
    .addOption(
      new Option('-a, --all-regions', 'all buckets of the account, in every region').conflicts(
        'region',
      ),
    )
    .addOption(controlOption())
    .option(
      '--concurrency <number>',
      'the number of buckets to check at once',
      wholeNumber(1000),
      64,
    )

export const controlOption = (): Option =>
  new Option('-c, --control <id>', 'check this control only; can be repeated')
    .choices(CONTROL_IDS)
    .argParser(control)

function control(text: string, earlier: readonly string[] = []): readonly string[] {
  if (CONTROL_IDS.some((id) => id === text)) return [...earlier, text]
  throw new InvalidArgumentError(`It must be one of ${CONTROL_IDS.join(', ')}.`)
}

/** Parses a whole number from 1 to `most`. */
export const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= 1 && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`)
  }

/** Refuses names that are not bucket names, and directory buckets, to which no control applies. */
export function refuseOtherNames(names: readonly string[], command: Command) {
  for (const name of names) {
    const quoted = JSON.stringify(name)
    if (!isBucketName(name)) command.error(`error: ${quoted} is not the name of a bucket`)
    if (isDirectoryBucket(name)) {
      command.error(`error: ${quoted} is a directory bucket, to which no control applies`)
    }
  }
}
