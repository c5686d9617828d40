import type { JsonObjects } from '../../src/aws/journal/json-objects.ts'

interface MemoryObject {
  readonly text: string
  readonly tag: string
  /** Milliseconds since the epoch. */
  readonly put: number
}

/** JSON objects in memory. Like those in S3, none is replaced that was changed since it was read. */
export function memoryObjects(timeOfPut: (value: object) => number) {
  const stored = new Map<string, MemoryObject>()
  const write = (key: string, value: object) => {
    const tag = String(Number(stored.get(key)?.tag ?? 0) + 1)
    stored.set(key, { text: JSON.stringify(value), tag, put: timeOfPut(value) })
    return tag
  }
  const objects: JsonObjects = {
    create: async (key, value) => (stored.has(key) ? undefined : write(key, value)),
    async replace(key, tag, value) {
      if (stored.get(key)?.tag !== tag) throw new Error(`Cannot write to "${key}": it was changed`)
      return write(key, value)
    },
    put: async (key, value) => void write(key, value),
    get: async (key) => stored.get(key),
    remove: async (keys) => keys.forEach((key) => void stored.delete(key)),
    list: async (prefix, most) =>
      [...stored]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, { put }]) => ({ key, put }))
        .toSorted((one, other) => (one.key < other.key ? -1 : 1))
        .slice(0, most),
  }
  return { objects, stored }
}
