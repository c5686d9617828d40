import * as v from 'valibot'
import { isDay } from '../../core/assessment/exempt-tag.ts'
import { CONTROL_IDS } from '../../core/controls/ids.ts'
import { EventId } from '../events/values.ts'
import { ControlIds } from './step-schema.ts'

export const Day = v.pipe(v.string(), v.check(isDay, 'must be a day'))

export const ActorSchema = v.looseObject({
  arn: v.optional(v.string()),
  kind: v.string(),
  invokedBy: v.optional(v.string()),
  sourceAddress: v.optional(v.string()),
  userAgent: v.optional(v.string()),
})

/** The proposal that a person approved. */
export const ApprovalSchema = v.looseObject({
  id: EventId,
  controls: ControlIds,
  actor: ActorSchema,
})

export const AnnouncementsSchema = v.array(
  v.looseObject({
    control: v.picklist(CONTROL_IDS),
    by: v.picklist(['grace', 'proposal']),
    id: EventId,
    day: Day,
    isNew: v.exactOptional(v.literal(true)),
    hasEnded: v.exactOptional(v.literal(true)),
    isDue: v.exactOptional(v.literal(true)),
    extensions: v.exactOptional(v.number()),
    because: v.exactOptional(v.picklist(['in-use', 'unknown'])),
  }),
)
