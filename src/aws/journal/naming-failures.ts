import { cooperError, errorText } from '../../core/cooper-error.ts'
import type { JsonObjects } from './json-objects.ts'

/** The objects, whose errors name the journal. */
export function namingFailures(objects: JsonObjects, bucket: string): JsonObjects {
  const failing =
    <Parameters extends readonly unknown[], T>(
      action: string,
      call: (...parameters: Parameters) => Promise<T>,
    ) =>
    async (...parameters: Parameters): Promise<T> => {
      try {
        return await call(...parameters)
      } catch (error) {
        throw journalError(action, bucket, error)
      }
    }
  return {
    create: failing('write to', objects.create),
    replace: failing('write to', objects.replace),
    put: failing('write to', objects.put),
    get: failing('read', objects.get),
    list: failing('list', objects.list),
    remove: failing('remove from', objects.remove),
  }
}

const journalError = (action: string, bucket: string, cause: unknown) =>
  cooperError(
    'Journal',
    `Cannot ${action} the journal in bucket "${bucket}": ${errorText(cause)}`,
    { cause },
  )
