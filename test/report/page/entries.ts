import { CONTROL_IDS } from '../../../src/core/controls/ids.ts'
import { type Entry, entryOf } from '../../../src/report/page/entry.ts'
import type { Row } from '../../../src/report/page/row.ts'

/** In the order of the letters: default-encryption, bucket-key, sse-c, upload-encryption, tls-only, minimum-tls. */
export const CONTROLS: readonly string[] = CONTROL_IDS

const reasons = (reason: string) => ({ findings: [{ control: 4, reason }] })

export const ROWS: readonly Row[] = [
  ['well', '111111111111', 'eu-west-1', 'ccc-cc'],
  [
    'http',
    '111111111111',
    'us-east-1',
    'ccc-nc',
    reasons('No statement denies s3:GetObject over HTTP'),
  ],
  ['both', '222222222222', 'us-east-1', 'ncc-nu', reasons('There is no bucket policy')],
  ['dark', '222222222222', 'eu-west-1', 'ccc-uu', reasons('s3:GetBucketPolicy was refused')],
  ['till', '111111111111', 'eu-west-1', 'ccc-ee', reasons('Exempt by the tag: the till')],
  ['gone', '333333333333', 'us-east-1', '', { error: 'Cannot read the location' }],
]

export const ENTRIES: readonly Entry[] = ROWS.map(entryOf)

export const namesOf = (entries: readonly Entry[]): readonly string[] =>
  entries.map(({ row: [name] }) => name)
