import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AccountTurns,
  afterTurn,
  beginTurns,
  type TurnResult,
} from '../../../src/core/organization/account-turns.ts'

const page = (next?: string): TurnResult => ({ names: ['a'], next })

/** Whose turn it was, and what the accounts ended with. */
function play(ids: readonly string[], answer: (id: string, turn: number) => TurnResult) {
  const order: string[] = []
  let state: AccountTurns = beginTurns(ids.map((id) => ({ id, name: `name of ${id}` })))
  for (let turn = 0; turn < 1000; turn += 1) {
    const [account] = state.waiting
    if (!account) break
    order.push(account.id)
    state = afterTurn(state, answer(account.id, turn))
  }
  return { order, state }
}

describe('accounts take turns', () => {
  test('one with many pages does not hold up the others', () => {
    const { order } = play(['big', 'b', 'c'], (id, turn) =>
      id === 'big' && turn < 9 ? page(`t${turn}`) : page(),
    )
    expect(order.slice(0, 4)).toEqual(['big', 'b', 'c', 'big'])
  })

  test('each account ends once, however many pages it has', () => {
    const pages = fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), fc.nat(20))
    fc.assert(
      fc.property(pages, (left) => {
        const ids = Object.keys(left)
        const { state, order } = play(ids, (id, turn) => {
          const some = left[id] ?? 0
          left[id] = some - 1
          return some > 0 ? page(`t${turn}`) : page()
        })
        expect(state.waiting).toEqual([])
        expect(state.finished.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
        expect(state.turns).toBe(order.length)
      }),
    )
  })

  test('an account whose token S3 does not accept begins again, once', () => {
    const { order, state } = play(['a'], () => 'lost')
    expect(order).toEqual(['a', 'a'])
    expect(state.finished).toEqual([
      { id: 'a', name: 'name of a', problem: 'S3 did not continue its list of buckets' },
    ])
  })

  test('a list that names the same token again ends', () => {
    const { order, state } = play(['a'], () => page('same'))
    expect(order).toEqual(['a', 'a'])
    expect(state.finished[0]?.problem).toBe('S3 did not continue its list of buckets')
  })

  test('an account that refuses is named, and the others go on', () => {
    const { state } = play(['a', 'b'], (id) => (id === 'a' ? { problem: 'No role' } : page()))
    expect(state.finished).toEqual([
      { id: 'a', name: 'name of a', problem: 'No role' },
      { id: 'b', name: 'name of b' },
    ])
  })
})
