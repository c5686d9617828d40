import { readdirSync, readFileSync } from 'node:fs'

const FOLDER = new URL('../../events/', import.meta.url)

/** The sample events, by file name. */
export const SAMPLES: ReadonlyMap<string, unknown> = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))]),
)

/** A new copy of a sample event, modified by `change`. */
export function sample(name: string, change: (event: SampleEvent) => void = () => undefined) {
  const event = structuredClone(SAMPLES.get(name))
  if (event === undefined) throw new Error(`Cannot find events/${name}`)
  change(event as SampleEvent)
  return event
}

// biome-ignore lint/suspicious/noExplicitAny: a sample is spoilt in ways that no type allows
export type SampleEvent = any
