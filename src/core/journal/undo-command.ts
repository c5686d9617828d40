import type { BucketEvent } from '../event.ts'

/** An event id is a UUID. Any other text is not safe in a shell, so the command then undoes the newest change. */
export function undoCommandOf({ id, bucket }: Pick<BucketEvent, 'id' | 'bucket'>): string {
  const record = /^[A-Za-z0-9-]+$/.test(id) ? ` --record ${id}` : ''
  return `cooper undo ${bucket.name}${record}`
}
