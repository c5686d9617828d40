import { afterAll, beforeAll, expect, test } from 'vitest'
import { suiteWith } from '../support/suite-with.ts'
import { type Browser, type Opened, startBrowser } from './chromium.ts'
import { manyReports } from './sample-reports.ts'

const COUNT = 10_000

const type = (text: string) => `
  const field = document.querySelector('.search input')
  field.value = '${text}'
  field.dispatchEvent(new Event('input', { bubbles: true }))`

const press = (selector: string) => `document.querySelector('${selector}').click()`

suiteWith('chromium', '10,000 buckets', () => {
  let browser: Browser
  let opened: Opened
  beforeAll(async () => {
    browser = await startBrowser()
    opened = await browser.open(manyReports(COUNT))
    await opened.page.locator('.found').waitFor()
  })
  afterAll(() => browser.close())

  const found = () => opened.page.locator('.found').textContent()

  /** Waits until the page has handled the action and painted two frames. */
  const painted = (act: string) =>
    opened.page.evaluate(`new Promise((resolve) => {
      ${act}
      requestAnimationFrame(() => requestAnimationFrame(resolve))
    }).then(() => undefined)`)

  test('are all in the page, and one page of them is in the table', async () => {
    expect(await found()).toBe('10,000 buckets; 1 to 50 shown')
    expect(await opened.page.locator('tbody button.toggle').count()).toBe(50)
    expect(await opened.page.locator('script[data-rows]').count()).toBe(10)
  })

  test.each([
    ['a first letter', type('m'), /^[\d,]+ of 10,000 buckets; 1 to 50 shown$/],
    ['a word more', type('media prod http'), /^[\d,]+ of 10,000 buckets/],
    ['one bucket', type('-9999'), /^1 of 10,000 buckets$/],
    ['none', type('no such bucket'), /^None of 10,000 buckets matches\.$/],
    ['all again', type(''), /^10,000 buckets; 1 to 50 shown$/],
    ['sorted by name', press('th.column-name button'), /^10,000 buckets/],
    ['a status', press('.chip[aria-pressed]'), /^[\d,]+ of 10,000 buckets/],
    ['the last page', press('.pager .chip:last-child'), /^[\d,]+ of 10,000 buckets; .* shown$/],
  ])('%s', async (_, act, text) => {
    await painted(act)
    expect(await found()).toMatch(text)
    expect(opened.complaints).toEqual([])
  })
})
