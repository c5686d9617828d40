import { keyOfRun } from '../../core/digest/keys.ts'
import type { JsonObjects } from './json-objects.ts'

/** Whether the marker of the sweep's first run exists. Only the function of the sweep writes it. */
export const isSweepBegun = async (
  sweep: string,
  { get }: Pick<JsonObjects, 'get'>,
): Promise<boolean> => (await get(keyOfRun(sweep, 1))) !== undefined
