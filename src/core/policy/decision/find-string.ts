/**
 * Decides whether a string of a given form exists that matches some patterns and not others, and returns the shortest.
 * It simulates all patterns together, breadth first, one character at a time.
 *
 * Few characters have to be tried at each step. Take a solution with a character that no required pattern names at that
 * position. A fresh character, which no pattern names, advances the required patterns (by their wildcards) equally far,
 * and the excluded patterns no further. So it suffices to try the characters that required patterns name, one fresh
 * character, and the colon where a wildcard must not match it.
 */

import { COLON, characters, ignoringCase, matches } from '../../glob.ts'
import {
  type Automaton,
  automatonOf,
  isAccepted,
  isLost,
  outlook,
  step,
  type Track,
} from './automaton.ts'
import { type Budget, spend } from './budget.ts'
import { guessString } from './guess-string.ts'
import type { Charset, Segment, Shape } from './shapes.ts'

interface StatePlace {
  readonly segment: number
  readonly count: number
  readonly state: readonly number[]
  readonly code: number | undefined
  readonly before: StatePlace | undefined
}

/** The segments of the string. `undefined` where there is no such string, or the budget is used up. */
export function findString(
  shape: Shape,
  tracks: readonly Track[],
  budget: Budget,
): readonly string[] | undefined {
  const guess = guessString(shape, tracks)
  if (guess !== undefined && isSolution(guess, shape, tracks, budget)) return guess
  const automaton = automatonOf(tracks)
  if (!spend(budget, automaton.tokens.length / 8)) return undefined
  const seen = new Set<string>()
  const queue: StatePlace[] = []
  const visit = (place: StatePlace): void => {
    const name = stateName(place, shape)
    if (seen.has(name) || isLost(automaton, place.state)) return
    seen.add(name)
    queue.push(place)
  }
  visit({ segment: 0, count: 0, state: automaton.start, code: undefined, before: undefined })
  for (const place of queue) {
    const segment = shape[place.segment]
    if (segment === undefined) {
      if (isAccepted(automaton, place.state)) return written(place, shape)
      continue
    }
    for (const next of follow(automaton, place, segment)) {
      if (!spend(budget, next.state.length / 2 + 4)) return undefined
      visit(next)
    }
  }
  return undefined
}

function isSolution(
  texts: readonly string[],
  shape: Shape,
  tracks: readonly Track[],
  budget: Budget,
): boolean {
  if (!shape.every((segment, index) => isOfSegment(texts[index] ?? '', segment))) return false
  const whole = characters(texts.join(''))
  return tracks.every(({ patterns, required, ignoreCase, segments }) => {
    if (!spend(budget, patterns.length * (2 + whole.length / 8))) return false
    const part = segments.map((index) => texts[index]).join('')
    const codes = segments.length === shape.length ? whole : characters(part)
    const text = ignoreCase ? ignoringCase(codes) : codes
    return required === patterns.some((pattern) => matches(pattern, text))
  })
}

function isOfSegment(text: string, segment: Segment): boolean {
  if ('text' in segment) return text === segment.text
  const codes = characters(text)
  const isOfLength = codes.length >= segment.min && codes.length <= segment.max
  return isOfLength && codes.every(segment.charset.has)
}

// Beyond the minimum the count makes no difference, since the first visit is the shortest.
function stateName({ segment, count, state }: StatePlace, shape: Shape): string {
  const form = shape[segment]
  const least = form !== undefined && 'min' in form ? Math.min(count, form.min) : 0
  // One character for each position: a policy of the largest size that S3 stores has fewer than 65,536.
  return String.fromCharCode(segment, least, ...state)
}

function* follow(automaton: Automaton, place: StatePlace, segment: Segment): Generator<StatePlace> {
  const { count } = place
  if ('text' in segment) {
    let state = place.state
    for (const code of characters(segment.text)) state = step(automaton, state, place.segment, code)
    yield { segment: place.segment + 1, count: 0, state, code: undefined, before: place }
    return
  }
  if (count >= segment.min) {
    yield { ...place, segment: place.segment + 1, count: 0, code: undefined, before: place }
  }
  if (count >= segment.max) return
  for (const code of choices(automaton, place, segment.charset)) {
    const state = step(automaton, place.state, place.segment, code)
    yield { segment: place.segment, count: count + 1, state, code, before: place }
  }
}

function choices(
  automaton: Automaton,
  { state, segment }: StatePlace,
  charset: Charset,
): Set<number> {
  const { required, named, stopsAtColon } = outlook(automaton, state, segment)
  const fresh = freshOf(charset, named)
  if (fresh === undefined) return new Set(charset.preferred)
  const codes = [fresh, ...required, ...(stopsAtColon ? [COLON] : [])]
  return new Set(codes.filter(charset.has))
}

/** A character that no pattern names. A charset that is not listed has more characters than a policy can name. */
function freshOf(charset: Charset, named: ReadonlySet<number>): number | undefined {
  const preferred = charset.preferred.find((code) => !named.has(code) && code !== COLON)
  if (preferred !== undefined || charset.isListed) return preferred
  let code = 33
  while (named.has(code) || !charset.has(code) || code === COLON) code += 1
  return code
}

function written(end: StatePlace, shape: Shape): readonly string[] {
  const codes: number[][] = shape.map((segment) =>
    'text' in segment ? characters(segment.text).slice() : [],
  )
  for (let place: StatePlace | undefined = end; place !== undefined; place = place.before) {
    if (place.code !== undefined) codes[place.segment]?.unshift(place.code)
  }
  return codes.map((segment) => String.fromCodePoint(...segment))
}
