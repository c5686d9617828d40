import { describe, expect, test } from 'vitest'
import { keptFor } from '../../../src/core/organization/kept-for.ts'
import { mostRecent } from '../../../src/core/organization/most-recent.ts'

describe('what a call returned', () => {
  const counted = () => {
    let time = 0
    let calls = 0
    const get = keptFor(
      100,
      async () => {
        calls += 1
        if (calls === 2) throw new Error('down')
        return calls
      },
      () => time,
    )
    return { get, at: (now: number) => (time = now), calls: () => calls }
  }

  test('is kept for a while, and is then asked for again', async () => {
    const { get, at, calls } = counted()
    expect(await Promise.all([get(), get()])).toEqual([1, 1])
    at(99)
    expect(await get()).toBe(1)
    at(100)
    await expect(get()).rejects.toThrow('down')
    expect(calls()).toBe(2)
  })

  test('a failure is not kept', async () => {
    const { get, at } = counted()
    await get()
    at(200)
    await expect(get()).rejects.toThrow('down')
    expect(await get()).toBe(3)
  })
})

test('the values that were used last are kept', () => {
  const made: string[] = []
  const get = mostRecent(2, (key) => {
    made.push(key)
    return key.toUpperCase()
  })
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).toEqual(['A', 'B', 'A', 'C', 'A', 'B'])
  expect(made).toEqual(['a', 'b', 'c', 'b'])
})
