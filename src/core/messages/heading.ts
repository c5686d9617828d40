import { BY_YIELD } from '../event.ts'
import type { Outcome, RemediationRecord } from '../journal/record.ts'

/** What a message says first, before the name of the bucket (`title`), and in one sentence with it. */
interface Heading {
  readonly title: string
  readonly sentence: (bucket: string) => string
}

const HEADINGS: Readonly<Record<Outcome, Heading>> = {
  remediated: {
    title: 'Cooper fixed S3 bucket',
    sentence: (bucket) => `Cooper fixed S3 bucket ${bucket} and verified the result.`,
  },
  reported: {
    title: 'Cooper reports non-compliant S3 bucket',
    sentence: (bucket) =>
      `S3 bucket ${bucket} is not compliant. Cooper only reports this and changed nothing.`,
  },
  announced: {
    title: 'Cooper will fix S3 bucket',
    sentence: (bucket) =>
      `S3 bucket ${bucket} is not compliant. Cooper will fix it, and has changed nothing that is announced below.`,
  },
  proposed: {
    title: 'Cooper proposes a change of S3 bucket',
    sentence: (bucket) =>
      `S3 bucket ${bucket} is not compliant. Cooper proposes the change below, and makes it only if somebody approves it.`,
  },
  lapsed: {
    title: 'Nobody answered a proposal for S3 bucket',
    sentence: (bucket) =>
      `Nobody answered Cooper's proposal for S3 bucket ${bucket}. Nothing was changed.`,
  },
  flapping: {
    title: 'Cooper stopped fixing S3 bucket',
    sentence: (bucket) =>
      `Cooper fixed S3 bucket ${bucket} several times, and each fix was undone. Cooper has stopped for now.`,
  },
  undone: {
    title: 'A change by Cooper was undone on S3 bucket',
    sentence: (bucket) => `A change by Cooper to S3 bucket ${bucket} was undone.`,
  },
  unknown: {
    title: 'Cooper could not fully check S3 bucket',
    sentence: (bucket) =>
      `Cooper could not fully check S3 bucket ${bucket}. It changed nothing that it could not check.`,
  },
  failed: {
    title: 'Cooper could not fix S3 bucket',
    sentence: (bucket) => `Cooper could not fix S3 bucket ${bucket}, or only in part.`,
  },
  exempt: {
    title: 'Cooper left alone S3 bucket',
    sentence: (bucket) =>
      `S3 bucket ${bucket} is not compliant. Cooper leaves it alone, because a fix would break something.`,
  },
}

const REMEDIATED_IN_PART: Heading = {
  title: 'Cooper fixed part of S3 bucket',
  sentence: (bucket) => `Cooper fixed part of S3 bucket ${bucket}. It only reports the rest.`,
}

const INTERRUPTED_FIX: Heading = {
  title: 'Cooper was interrupted while it fixed S3 bucket',
  sentence: (bucket) =>
    `Cooper was interrupted while it fixed S3 bucket ${bucket}. It may have changed the bucket.`,
}

const INTERRUPTED_UNDO: Heading = {
  title: 'Cooper was interrupted while it undid a change on S3 bucket',
  sentence: (bucket) =>
    `Cooper was interrupted while it undid a change of S3 bucket ${bucket}. It may have changed the bucket.`,
}

const YIELDED: Heading = {
  title: 'Cooper made room for a template on S3 bucket',
  sentence: (bucket) =>
    `Cooper's statements were removed from the policy of S3 bucket ${bucket}, so that a template can bring its own.`,
}

const REJECTED: Heading = {
  title: 'Somebody rejected a proposal for S3 bucket',
  sentence: (bucket) =>
    `Somebody rejected Cooper's proposal for S3 bucket ${bucket}. Nothing was changed.`,
}

const REPLACED: Heading = {
  title: 'Cooper may have replaced a change of S3 bucket',
  sentence: (bucket) => `Cooper may have replaced somebody else's change of S3 bucket ${bucket}.`,
}

const POSTPONED: Heading = {
  title: 'Cooper postponed the fix of S3 bucket',
  sentence: (bucket) =>
    `S3 bucket ${bucket} is not compliant. Cooper postponed the fix by a week, since clients still use the bucket in a way that the fix would deny.`,
}

const ONLY_REPORTED: Heading = {
  title: 'Cooper does not fix S3 bucket',
  sentence: (bucket) =>
    `S3 bucket ${bucket} is not compliant. Cooper does not fix it, since its access logs do not allow that.`,
}

/** The heading of the outcome, or one of its own where that would hide a change that Cooper made or may have made. */
export function headingOf(record: RemediationRecord): Heading {
  const { outcome, steps, undo, event, lostUpdate, announced = [] } = record
  const has = (wanted: string) => steps.some(({ status }) => status === wanted)
  if (outcome === 'reported' && has('done')) return REMEDIATED_IN_PART
  if (outcome === 'undone' && event.name === BY_YIELD) return YIELDED
  if (outcome === 'undone' && undo?.rejection !== undefined) return REJECTED
  if (outcome === 'announced' && announced.some(({ isNew, extensions }) => isNew && extensions))
    return POSTPONED
  if (outcome === 'lapsed' && announced.some(({ because }) => because)) return ONLY_REPORTED
  if (outcome !== 'unknown') return HEADINGS[outcome]
  if (has('interrupted')) return undo ? INTERRUPTED_UNDO : INTERRUPTED_FIX
  return lostUpdate && !lostUpdate.step ? REPLACED : HEADINGS.unknown
}
