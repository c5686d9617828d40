import { afterAll, beforeAll, expect, test } from 'vitest'
import { suiteWith } from '../support/suite-with.ts'
import { type Browser, startBrowser } from './chromium.ts'
import { SHAPES, unfold } from './shapes.ts'

suiteWith('chromium', 'nothing is wider than the screen', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())

  test.each(SHAPES)('%s', async (_, reports, options) => {
    const { page } = await browser.open(reports, options)
    await unfold(page, options.hash)
    const [content, screen] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, innerWidth]',
    )
    expect(content).toBeLessThanOrEqual(screen)
  })
})
