import { expect, test } from 'vitest'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { bucketEvent, SETTINGS, SSE_S3 } from '../support/builders.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'

/** The outcomes that people are notified of after this event on a bucket that has encryption but no policy. */
async function notified(name: string, isWebsite: boolean) {
  const script = { readWebsite: [() => ({ known: true, value: isWebsite })] }
  const { ports, notified } = fakePorts({ s3: fakeS3({ encryption: SSE_S3 }, script).s3 })
  await remediateBucket(bucketEvent({ name }), SETTINGS, ports)
  return notified.map(({ outcome }) => outcome)
}

// Tags change often, and people were already notified when the bucket became a website.
test.each([
  ['nothing if the tags of a website change', 'PutBucketTagging', true, []],
  ['nothing if a website loses a tag', 'UntagResource', true, []],
  ['the exemption if the policy of a website changes', 'PutBucketPolicy', true, ['exempt']],
  [
    'the remediation if the tags of any other bucket change',
    'PutBucketTagging',
    false,
    ['remediated'],
  ],
])('people are notified of %s', async (_reason, name, isWebsite, expected) => {
  expect(await notified(name, isWebsite)).toEqual(expected)
})
