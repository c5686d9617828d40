import { describe, expect, test } from 'vitest'
import { keepName, printable, printableJson } from '../../src/core/printable.ts'

describe('printable', () => {
  test.each([
    ['line breaks cannot start a new line', 'a\r\nBcc: b', 'a??Bcc: b'],
    ['ANSI codes cannot reach a terminal', '\u001b[31mred\u009b0m', '?[31mred?0m'],
    ['the order of text cannot change', 'a\u202ecod.exe', 'a?cod.exe'],
    ['there are no invisible characters', 'a\u200bb\ufeffc\u2028d', 'a?b?c?d'],
    ['nor invisible letters or marks', 'a\u3164b\u034fc\u{e0100}d', 'a?b?c?d'],
    ['half a character is replaced', 'a\ud800', 'a?'],
    ['addresses do not become links', 'http://x www.y WWW.z', 'http[:]//x www[.]y www[.]z'],
    ['letters of all languages stay', 'Büro 東京 ✓', 'Büro 東京 ✓'],
  ])('%s', (_reason, text, expected) => {
    expect(printable(text)).toBe(expected)
  })

  test.each([
    [9, 'xxxxxxxxx'],
    [10, 'xxxxxxxxxx'],
    [11, 'xxxxxxxxx…'],
    [1_000_000, 'xxxxxxxxx…'],
  ])('%i characters within a limit of 10', (length, expected) => {
    expect(printable('x'.repeat(length), 10)).toBe(expected)
  })

  test('no character is cut in half', () => {
    expect(printable('😀'.repeat(200), 10)).toBe(`${'😀'.repeat(9)}…`)
  })
})

test('printableJson returns the same value without unprintable text', () => {
  const value = { é: '\u009b東\u{1f600}\u200b\u{e0041}\ud800"' }
  expect(printableJson(value)).toBe('{"é":"\\u009b東😀\\u200b\\udb40\\udc41\\ud800\\""}')
  expect(JSON.parse(printableJson(value))).toEqual(value)
})

test('a name of a bucket stays as it is in printable text, and no other text does', () => {
  const text = printable('www.example.org and www.evil.example')
  expect(keepName(text, 'www.example.org')).toBe('www.example.org and www[.]evil.example')
  expect(keepName(printable('a\u001bb'), 'a\u001bb')).toBe('a?b')
})
