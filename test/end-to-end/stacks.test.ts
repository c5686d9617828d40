import { expect, test } from 'vitest'
import { bucketWaits } from '../support/stacks.ts'
import { BUCKET, JOURNAL } from './deployed.ts'
import { sweepable } from './swept.ts'
import { untouched } from './varied-buckets.ts'

test.each([
  ['for hours', 240, 1],
  ['for minutes', 20, 0],
])(
  'a sweep looks at a bucket that waits %s, and its digest says so',
  async (_, minutes, expected) => {
    const { aws, create, sweep, digest, digests, emails } = await sweepable()
    await create({ [BUCKET]: untouched })
    bucketWaits(aws, JOURNAL, BUCKET, { minutes })
    await sweep()
    expect(aws.bucket(BUCKET)?.policy).toBeUndefined()
    await digest()
    expect(aws.messages()).toHaveLength(expected)
    for (const { counts } of digests()) expect(counts).toMatchObject({ settling: 1, exempt: 0 })
    for (const email of emails()) {
      expect(email).toContain('WAITING FOR HOURS FOR THE END OF A DEPLOYMENT (1)')
      expect(email).toContain('The stack shop may not be finished')
    }
    expect(aws.deadLetters()).toEqual([])
  },
)
