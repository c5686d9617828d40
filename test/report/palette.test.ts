import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const STYLE = readFileSync(
  join(import.meta.dirname, '../../src/report/page/style/palette.css'),
  'utf8',
)

const [light = '', dark = ''] = STYLE.split('@media')

const coloursIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  )

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

const TEXTS = [
  'text',
  'muted',
  'accent',
  'non-compliant',
  'error',
  'unknown',
  'exempt',
  'compliant',
]

describe.each([
  ['light', coloursIn(light)],
  ['dark', coloursIn(dark)],
])('%s', (_scheme, colours) => {
  const between = (one: string, other: string) => contrast(colours[one] ?? '', colours[other] ?? '')

  test.each(TEXTS)('%s has enough contrast on both backgrounds', (text) => {
    expect(between(text, 'background')).toBeGreaterThanOrEqual(4.5)
    expect(between(text, 'surface')).toBeGreaterThanOrEqual(4.5)
  })

  test('the parts of a bar have enough contrast with the background', () => {
    for (const part of ['compliant-bar', 'exempt', 'unknown', 'error', 'non-compliant', 'muted']) {
      expect(between(part, 'background')).toBeGreaterThanOrEqual(3)
    }
  })

  test('green and red in a bar also differ in lightness', () => {
    expect(between('compliant-bar', 'non-compliant')).toBeGreaterThanOrEqual(1.6)
  })
})

test('both schemes define the same colours', () => {
  expect(Object.keys(coloursIn(dark))).toEqual(Object.keys(coloursIn(light)))
})

test('contrast is measured as in WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})
