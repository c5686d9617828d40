import { emptyCalls } from './calls.ts'

/** Before the first test of a run. */
export const setup = emptyCalls
