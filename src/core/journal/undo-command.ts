import type { BucketEvent } from '../event.ts'

/** An event's id is a UUID; one that is none is no text for a shell, and the newest change is meant instead. */
export function undoCommandOf({ id, bucket }: Pick<BucketEvent, 'id' | 'bucket'>): string {
  const record = /^[A-Za-z0-9-]+$/.test(id) ? ` --record ${id}` : ''
  return `cooper undo ${bucket.name}${record}`
}
