import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, CHROMIUM, type Opened, startBrowser, WHY_SKIPPED } from './chromium.ts'
import { manyReports } from './sample-reports.ts'

const FOLDER = join(import.meta.dirname, '../../dist/report-screenshots')

const COUNT = 10_000

/** Milliseconds until the page that a keystroke or a press asks for is painted. Kept to be read: machines differ. */
const figures: Record<string, number> = {}

let browser: Browser
let opened: Opened
beforeAll(async () => {
  if (!CHROMIUM) return
  browser = await startBrowser()
  const begin = performance.now()
  opened = await browser.open(manyReports(COUNT))
  await opened.page.locator('.found').waitFor()
  figures.opened = Math.round(performance.now() - begin)
})
afterAll(async () => {
  if (!CHROMIUM) return
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(join(FOLDER, 'figures.json'), `${JSON.stringify(figures, null, 2)}\n`)
  await browser.close()
})

const found = () => opened.page.locator('.found').textContent()

/** What the page does, and the two frames until it is seen. */
const painted = (act: string) =>
  opened.page.evaluate<number>(`new Promise((resolve) => {
    const begin = performance.now()
    ${act}
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begin)))
  })`)

const type = (text: string) => `
  const field = document.querySelector('.search input')
  field.value = '${text}'
  field.dispatchEvent(new Event('input', { bubbles: true }))`

const press = (selector: string) => `document.querySelector('${selector}').click()`

describe.skipIf(!CHROMIUM)(`10,000 buckets${WHY_SKIPPED}`, () => {
  test('are all there, and only a page of them in the table', async () => {
    expect(await found()).toBe('10,000 buckets; 1 to 50 shown')
    expect(await opened.page.locator('tbody button.toggle').count()).toBe(50)
    expect(await opened.page.locator('script[data-rows]').count()).toBe(10)
  })

  test.each([
    ['a first letter', type('m'), /^[\d,]+ of 10,000 buckets; 1 to 50 shown$/],
    ['a word more', type('media prod http'), /^[\d,]+ of 10,000 buckets/],
    ['one bucket', type('-9999'), /^1 of 10,000 buckets$/],
    ['none', type('no such bucket'), /^None of 10,000 buckets is like that\.$/],
    ['all again', type(''), /^10,000 buckets; 1 to 50 shown$/],
    ['sorted by name', press('th.column-name button'), /^10,000 buckets/],
    ['a status', press('.chip[aria-pressed]'), /^[\d,]+ of 10,000 buckets/],
    ['the last page', press('.pager .chip:last-child'), /^[\d,]+ of 10,000 buckets; .* shown$/],
  ])('%s', async (what, act, text) => {
    figures[what] = Math.round(await painted(act))
    expect(await found()).toMatch(text)
    expect(opened.complaints).toEqual([])
  })
})
