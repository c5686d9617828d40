import { expect, test } from 'vitest'
import { answerCode, codeOf, cooperError, errorText, hasCode } from '../../src/core/cooper-error.ts'

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

const answered = (name: string, message: string, httpStatusCode = 403) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })

test.each<[string, unknown, string, string]>([
  ['an answer of AWS', answered('AccessDenied', 'Access Denied'), 'AccessDenied', 'Access Denied'],
  [
    'an answer without a message',
    answered('Odd', 'UnknownError'),
    'Odd',
    'Odd without a message, HTTP 403',
  ],
  [
    'an answer without a code',
    answered('Unknown', 'Unknown', 500),
    'HTTP 500',
    'HTTP 500 without a message',
  ],
  [
    'no connection, which Node.js reports without a message',
    Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }),
    'AggregateError',
    'ECONNREFUSED',
  ],
  ['an error without anything', new RangeError(''), 'RangeError', 'RangeError'],
  ['a text that was thrown', 'why', 'Unknown', 'why'],
  ['nothing that was thrown', undefined, 'Unknown', 'undefined'],
])('code and text of %s', (_what, error, code, text) => {
  expect([answerCode(error), errorText(error)]).toEqual([code, text])
})
