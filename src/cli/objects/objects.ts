import { type Command, InvalidArgumentError, Option } from 'commander'
import { isBucketName } from '../../core/bucket.ts'
import {
  addOrganizationOptions,
  refuseNamesInOrganization,
} from '../options/organization-options.ts'
import { addSelectionOptions, refuseOtherNames, wholeNumber } from '../options/selection-options.ts'
import { keepHeapSmall } from '../terminal/small-heap.ts'
import type { ObjectAddress, ObjectsOptions } from './objects-options.ts'
import { objectOutputsOnStdout } from './objects-output.ts'

const EXAMPLES = `
Examples:
  npx cooper objects my-bucket                     a sample of 1,000 objects, and the range that it leaves
  npx cooper objects my-bucket --all --versions    every version of every object
  npx cooper objects --all-regions --sample 200 --html objects.html
  npx cooper objects my-bucket --inventory s3://inventories/my-bucket/daily/
  npx cooper objects my-bucket --set DEFAULT_ENCRYPTION=sse-kms --json

Every bucket is listed whole: one request for 1,000 objects. Each inspected object costs one HeadObject.
With --inventory, only the files of the inventory are read: CSV, with EncryptionStatus among its optional fields.

The settings are those of the bot: the same variables (DEFAULT_ENCRYPTION, KMS_KEYS_ALLOWED, SSE_C …), which --set overrides.
On a bucket with the tag cooper:objects=client-side, or on all with --client-side expect, objects that no client encrypted
do not meet them.

You need the permissions s3:ListBucket, s3:GetObject and s3:GetBucketTagging; with --versions s3:ListBucketVersions and
s3:GetObjectVersion.

Exit codes: 0 no object was found that does not meet the settings · 1 one was found, or one could not be read · 2 wrong usage or
input · 130 ended by Ctrl-C`

export const addObjects = (program: Command) =>
  addOrganizationOptions(
    addSelectionOptions(
      program
        .command('objects')
        .description('Count what is stored in buckets, by its encryption. Changes nothing.'),
    ),
  )
    .addOption(new Option('--all', 'inspect every object').conflicts(['sample', 'inventory']))
    .option('--sample <number>', 'how many objects of a bucket to inspect', wholeNumber(1e6), 1000)
    .addOption(
      new Option(
        '--inventory <s3-uri>',
        'a manifest.json of S3 Inventory, or the prefix with the latest one',
      )
        .argParser(objectAddress)
        .conflicts('prefix'),
    )
    .option('--versions', 'also earlier versions of the objects')
    .option('--prefix <text>', 'only keys that begin with it', '')
    .addOption(
      new Option('--client-side <which>', 'which buckets must have objects that clients encrypted')
        .choices(['tag', 'expect'])
        .default('tag')
        .env('CLIENT_SIDE'),
    )
    .option('--json', 'print one bucket per line as JSON, instead of the table')
    .option('--csv <file>', 'write a table for spreadsheets; - is standard output')
    .option('--html <file>', 'write a report for a browser; - is standard output')
    .addHelpText('after', EXAMPLES)
    .action(objects)

/** `s3://BUCKET/KEY`, where the key may be empty. */
function objectAddress(text: string): ObjectAddress {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? []
  if (isBucketName(bucket)) return { bucket, key }
  throw new InvalidArgumentError('It must be s3://BUCKET/KEY.')
}

async function objects(names: readonly string[], options: ObjectsOptions, command: Command) {
  refuseOtherNames(names, command)
  refuseNamesInOrganization(names, options, command)
  if (options.inventory && names.length !== 1) {
    command.error('error: --inventory is of one bucket: name it')
  }
  if (objectOutputsOnStdout(options) > 1) {
    command.error('error: standard output takes one of --json, --csv - and --html -')
  }
  keepHeapSmall()
  // The AWS SDK is loaded only where it is needed.
  const { objectsOnAccount } = await import('./objects-on-account.ts')
  process.exitCode = await objectsOnAccount(names, options)
}
