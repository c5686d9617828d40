import type { Note } from './note.ts'

/** The prefix of notes that wait for the digest. */
export const PENDING = 'sweeps/pending/'

/** The same key for the same note. The key contains what is counted, so listing the keys is enough. */
export const keyOfNote = ({ sweep, kind, account, bucket, time, until }: Note): string =>
  `${PENDING}${sweep}/${kind}/${account}/${bucket}/${until ?? time}.json`

/** The object that says that a sweep has ended, and why if it is incomplete. */
export const keyOfEnd = (sweep: string): string => `${PENDING}${sweep}/end.json`

/** The object that says which run does a part of a sweep. */
export const keyOfRun = (sweep: string, generation: number): string =>
  `sweeps/runs/${sweep}/${String(generation).padStart(4, '0')}.json`

/** The object that says how far the sweep of an organization is. */
export const keyOfTurns = (sweep: string): string => `sweeps/runs/${sweep}/accounts.json`

/** The folder of the objects that name the buckets whose exemption ends on a day, and of whose end people were reminded. */
export const remindersOf = (until: string): string => `sweeps/reminded/${until}/`

/** A digest's object in that folder. A sweep may have several digests. */
export const keyOfReminder = (until: string, sweep: string, time: string): string =>
  `${remindersOf(until)}${sweep}/${time}.json`

/** The object that says up to which of its objects the digest of a sweep was sent. */
export const keyOfSent = (sweep: string): string => `sweeps/sent/${sweep}.json`

/** The complete list of a digest, which may be too long for a message. */
export const keyOfDigest = (sweep: string, time: string): string =>
  `sweeps/digests/${sweep}/${time}.json`
