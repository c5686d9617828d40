import {
  accepts,
  isMany,
  lowerCase,
  MANY,
  MANY_IN_PART,
  ONE_IN_PART,
  type Pattern,
} from '../../glob.ts'

/** Patterns for some segments of a string: at least one must match, or none may match. */
export interface Track {
  readonly patterns: readonly Pattern[]
  readonly required: boolean
  readonly ignoreCase: boolean
  /** The segments of the string to which the patterns apply. */
  readonly segments: readonly number[]
}

/** All patterns of all tracks in one list. A position is an index, and a state is a set of positions. */
export interface Automaton {
  readonly tokens: Int32Array
  readonly tracks: readonly Track[]
  readonly trackOf: Int32Array
  readonly start: readonly number[]
  /** For each segment, the tracks that apply to it. Filled on first use. */
  readonly ofSegment: (readonly boolean[])[]
}

const END = -9

export function automatonOf(tracks: readonly Track[]): Automaton {
  const size = tracks.reduce((sum, { patterns }) => patterns.reduce(withEnd, sum), 0)
  const [tokens, trackOf] = [new Int32Array(size), new Int32Array(size)]
  const start: number[] = []
  let at = 0
  for (const [index, { patterns }] of tracks.entries()) {
    for (const pattern of patterns) {
      const first = at
      tokens.set(pattern, first)
      at += pattern.length
      tokens[at] = END
      at += 1
      trackOf.fill(index, first, at)
      enter(tokens, first, start)
    }
  }
  return { tokens, tracks, trackOf, start, ofSegment: [] }
}

const withEnd = (sum: number, pattern: Pattern): number => sum + pattern.length + 1

/** Adds a position, and the next one behind a `*`, since that may match no character. */
function enter(tokens: Int32Array, position: number, positions: number[]): void {
  let at = position
  add(at, positions)
  while (isMany(tokens[at])) {
    at += 1
    add(at, positions)
  }
}

/** Adds a position once, in order. Positions mostly come in order, so this is faster than sorting at the end. */
function add(position: number, positions: number[]): void {
  let at = positions.length
  while (at > 0 && (positions[at - 1] ?? 0) > position) at -= 1
  if (positions[at - 1] === position) return
  if (at === positions.length) positions.push(position)
  else positions.splice(at, 0, position)
}

/** For each track, whether it applies to a segment. */
function tracksOfSegment({ tracks, ofSegment }: Automaton, segment: number): readonly boolean[] {
  ofSegment[segment] ??= tracks.map(({ segments }) => segments.includes(segment))
  return ofSegment[segment]
}

/** The state after one more character. */
export function step(
  automaton: Automaton,
  state: readonly number[],
  segment: number,
  code: number,
): readonly number[] {
  const { tokens, tracks, trackOf } = automaton
  const isOfSegment = tracksOfSegment(automaton, segment)
  const folded = lowerCase(code)
  const next: number[] = []
  for (const position of state) {
    const token = tokens[position]
    const track = trackOf[position] ?? -1
    if (isOfSegment[track] !== true) add(position, next)
    else if (accepts(token, tracks[track]?.ignoreCase ? folded : code)) {
      enter(tokens, isMany(token) ? position : position + 1, next)
    }
  }
  return next
}

/** Whether no string can succeed from this state: an excluded pattern matches any rest, or no required pattern can match. */
export function isLost({ tokens, tracks, trackOf }: Automaton, state: readonly number[]): boolean {
  const alive: boolean[] = []
  for (const position of state) {
    const track = trackOf[position] ?? -1
    alive[track] = true
    if (tracks[track]?.required !== false) continue
    if (tokens[position] === MANY && tokens[position + 1] === END) return true
  }
  return tracks.some((track, index) => track.required && alive[index] !== true)
}

export function isAccepted(
  { tokens, tracks, trackOf }: Automaton,
  state: readonly number[],
): boolean {
  const ended = new Set(
    state.filter((position) => tokens[position] === END).map((position) => trackOf[position]),
  )
  return tracks.every((track, index) => track.required === ended.has(index))
}

/** How the patterns distinguish the next character. */
export interface Outlook {
  /** Characters that advance a required pattern. */
  readonly required: ReadonlySet<number>
  /** Characters that a pattern names here. Any other character advances wildcards only. */
  readonly named: ReadonlySet<number>
  readonly stopsAtColon: boolean
}

export function outlook(automaton: Automaton, state: readonly number[], segment: number): Outlook {
  const { tokens, tracks, trackOf } = automaton
  const isOfSegment = tracksOfSegment(automaton, segment)
  const [required, named] = [new Set<number>(), new Set<number>()]
  let stopsAtColon = false
  for (const position of state) {
    const token = tokens[position] ?? END
    const track = tracks[trackOf[position] ?? -1]
    if (track === undefined || isOfSegment[trackOf[position] ?? -1] !== true) continue
    if (token === MANY_IN_PART || token === ONE_IN_PART) stopsAtColon = true
    if (token < 0) continue
    for (const code of track.ignoreCase ? bothCases(token) : [token]) {
      named.add(code)
      if (track.required) required.add(code)
    }
  }
  return { required, named, stopsAtColon }
}

function bothCases(code: number): readonly number[] {
  const upper = String.fromCodePoint(code).toUpperCase()
  return upper.length === 1 ? [code, upper.codePointAt(0) ?? code] : [code]
}
