import * as v from 'valibot'
import { IsoTime } from '../../events/values.ts'

const textOrNull = v.nullable(v.string())

/** What access logs say about a change. */
export const ReviewSchema = v.looseObject({
  time: IsoTime,
  days: v.number(),
  verdict: v.picklist(['quiet', 'in-use', 'unknown']),
  requests: v.number(),
  clients: v.array(
    v.looseObject({
      requester: v.string(),
      sourceAddress: textOrNull,
      userAgent: textOrNull,
      requests: v.number(),
      last: IsoTime,
    }),
  ),
  note: v.exactOptional(v.string()),
})
