import type { AccessLogRecord, LoggedTls } from '../access-log/record.ts'
import { isAbout } from './decision-key.ts'

/** Answers that are kept, since most requests of a log are alike. */
const MOST_ANSWERS = 50_000

/** Keeps the answers to records that are alike. `keyOf`: a text that is equal where the answer is. */
export function cachedAnswers<Answer extends string>(
  keyOf: (record: AccessLogRecord) => string,
  answerTo: (record: AccessLogRecord) => Answer,
): (record: AccessLogRecord) => Answer {
  // Maps of maps, since a text of all parts would have to be put together for each record.
  const byTls = new Map<LoggedTls, readonly Map<string, Answer>[]>()
  let size = 0
  const answersFor = (tls: LoggedTls) => {
    const known = byTls.get(tls) ?? [0, 1, 2, 3].map(() => new Map<string, Answer>())
    byTls.set(tls, known)
    return known
  }
  return (record) => {
    const answers = (byTls.get(record.tls) ?? answersFor(record.tls))[isAbout(record)]
    const key = keyOf(record)
    const known = answers?.get(key)
    if (known !== undefined) return known
    const answer = answerTo(record)
    if (size >= MOST_ANSWERS) {
      byTls.clear()
      size = 0
    } else {
      answers?.set(copyOf(key), answer)
      size += 1
    }
    return answer
  }
}

/** A copy: a slice of a line would keep all that was read with the line in memory. */
const copyOf = (key: string) => key.split('').join('')
