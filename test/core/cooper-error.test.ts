import { expect, test } from 'vitest'
import { codeOf, cooperError, hasCode } from '../../src/core/cooper-error.ts'

test('an error has its code, its facts and its cause', () => {
  const cause = new Error('no network')
  const error = cooperError('Journal', 'Cannot read the journal', { cause, bucket: 'journal' })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ code: 'Journal', bucket: 'journal', cause })
  expect(error.message).toBe('Cannot read the journal')
  expect(hasCode(error, 'Journal')).toBe(true)
  expect(hasCode(error, 'EventBus')).toBe(false)
})

test('an error without a cause has no cause property', () => {
  expect('cause' in cooperError('Journal', 'Cannot read the journal')).toBe(false)
})

test.each([
  ['no error', 'Journal'],
  ['an object that resembles an error', { code: 'Journal' }],
  ['an error without a code', new Error('Journal')],
  ['an error with a code that is not a string', Object.assign(new Error(''), { code: 404 })],
])('there is no code in %s', (_, value) => {
  expect(codeOf(value)).toBeUndefined()
})
