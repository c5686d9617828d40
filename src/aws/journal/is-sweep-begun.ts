import { keyOfRun } from '../../core/digest/keys.ts'
import { mayBeInProgress } from '../../core/sweep/sweep.ts'
import type { JsonObjects } from './json-objects.ts'

type Readable = Pick<JsonObjects, 'get'>

/** Whether the marker of the sweep's first run exists. Only the function of the sweep writes it. */
export const isSweepBegun = async (sweep: string, { get }: Readable): Promise<boolean> =>
  (await get(keyOfRun(sweep, 1))) !== undefined

/** Whether a sweep was begun and gets a digest yet. Nothing may wait for that of an old one, whose id anyone may send again. */
export const isDigestAhead = async (
  sweep: string,
  objects: Readable,
  now: Date,
): Promise<boolean> => mayBeInProgress(sweep, now) && isSweepBegun(sweep, objects)
