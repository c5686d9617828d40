import type { Review } from '../announcements/review.ts'
import type { RemediationRecord } from '../journal/record.ts'
import { keepName, printable } from '../printable.ts'
import { describeClient } from './describe-review.ts'
import { ifSomethingBreaks } from './if-something-breaks.ts'
import type { Message } from './message.ts'
import { titledSection } from './titled-section.ts'

/** The requests that S3 refuses since a change of a bucket policy. */
export type RefusedRequests = Pick<Review, 'time' | 'requests' | 'clients'>

/** Notifies the owner of a bucket that clients are refused since Cooper made it require TLS. */
export function refusalMessageOf(record: RemediationRecord, refused: RefusedRequests): Message {
  const { bucket, account, region, partition, id, time, undoCommand } = record
  return {
    title: `S3 refuses requests since a change by Cooper to S3 bucket ${bucket}`,
    facts: { outcome: 'refusing', bucket, account, region },
    *forms() {
      yield {
        text: keepName(textOf(record, refused), bucket),
        data: {
          ...{ version: 1, outcome: 'refusing', change: { id, time } },
          ...{ bucket, account, region, partition, refused },
          ...(undoCommand && { undoCommand }),
        },
      }
    },
  }
}

function textOf(record: RemediationRecord, { time, requests, clients }: RefusedRequests): string {
  const { bucket, account, region, id } = record
  const sections = [
    `S3 refuses requests to bucket ${bucket}, since Cooper made it require TLS.`,
    `Bucket   ${bucket} in account ${account}, ${region}\nChange   ${record.time}, event ${printable(id)}`,
    titledSection('Who is refused', [
      `- ${requests} requests from the change until ${time}, by the access logs of the bucket:`,
      ...clients.flatMap(describeClient),
    ]),
    titledSection('What you can do', ifSomethingBreaks(record)),
    'Cooper sends this message once for a change. The team that operates Cooper can answer questions, and change what it requires of buckets.',
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}
