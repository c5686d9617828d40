import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  describeProgress as describeState,
  startProgress,
} from '../../src/cli/terminal/progress.ts'

const ESCAPE = String.fromCharCode(27)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 })
  return { stream, shown: () => stream.read()?.toString() ?? '' }
}

describe('the text', () => {
  test.each([
    [
      'before the total is known',
      { done: 1200, total: undefined, seconds: 3 },
      '1,200 buckets · 400/s',
    ],
    [
      'with the total',
      { done: 1200, total: 5000, seconds: 3 },
      '1,200 of 5,000 buckets · 400/s · 10 s left',
    ],
    [
      'with more than a minute left',
      { done: 100, total: 10_000, seconds: 1 },
      '100 of 10,000 buckets · 100/s · 1 min 39 s left',
    ],
    ['at the start', { done: 0, total: undefined, seconds: 0 }, '0 buckets · 0/s'],
  ])('%s', (_reason, state, expected) => {
    expect(describeState({ noun: 'buckets', ...state })).toBe(expected)
  })
})

test('on a terminal: a bar, which disappears at the end', () => {
  const { stream, shown } = screen(true)
  const progress = startProgress(stream)
  progress.total(4)
  vi.advanceTimersByTime(1000)
  progress.tick()
  progress.tick()
  vi.advanceTimersByTime(1000)
  expect(stripVTControlCharacters(shown())).toMatch(/█+░+ 2 of 4 buckets · 1\/s · 2 s left$/)
  progress.stop()
  // The line is cleared, so that the table begins there.
  expect(shown()).toContain(`${ESCAPE}[2K`)
})

test('elsewhere: a line every ten seconds, so none for a quick check', () => {
  const { stream, shown } = screen(false)
  const progress = startProgress(stream)
  progress.total(5)
  progress.tick()
  vi.advanceTimersByTime(9_000)
  expect(shown()).toBe('')
  vi.advanceTimersByTime(1_000)
  expect(shown()).toBe('1 of 5 buckets · 0/s · 40 s left\n')
  progress.stop()
  vi.advanceTimersByTime(60_000)
  expect(shown()).toBe('')
})
