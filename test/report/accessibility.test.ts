import { afterAll, beforeAll, expect, test } from 'vitest'
import { suiteWith } from '../support/suite-with.ts'
import { type Browser, type Opened, startBrowser } from './chromium.ts'
import { sampleReports } from './sample-reports.ts'

suiteWith('chromium', 'accessibility', () => {
  let browser: Browser
  let opened: Opened
  beforeAll(async () => {
    browser = await startBrowser()
    opened = await browser.open(sampleReports(120, { accounts: 40 }))
    await opened.page.locator('button.toggle').nth(0).click()
    await opened.page.locator('button.toggle').nth(1).click()
    await opened.page.getByRole('button', { name: 'Non-compliant' }).click()
  })
  afterAll(() => browser.close())

  const list = (expression: string) => opened.page.evaluate<string[]>(expression)

  test.each([
    ['a button without a name', 'button', '!node.textContent.trim() && !node.ariaLabel'],
    ['a link without a name', 'a', '!node.textContent.trim()'],
    ['a field without a label', 'input', '!node.labels?.length && !node.ariaLabel'],
    [
      'an image without a text alternative',
      'svg, [role=img]',
      "node.getAttribute('role') !== 'img' || !node.ariaLabel",
    ],
    ['a head cell without a scope', 'th', "!['col', 'row'].includes(node.scope)"],
    [
      'a table without a name',
      'table',
      "!document.getElementById(node.getAttribute('aria-labelledby'))",
    ],
    ['a section without a heading', 'section:not(:has(h2, h3))', 'true'],
    [
      'a button that controls a missing element',
      '[aria-controls]',
      "!document.getElementById(node.getAttribute('aria-controls'))",
    ],
    [
      'a scrolling region that the keyboard cannot reach',
      'pre',
      'node.tabIndex !== 0 || !node.ariaLabel',
    ],
    ['a duplicate id', '[id]', 'document.querySelectorAll("#" + node.id).length > 1'],
    ['a custom order of focus', '[tabindex]', 'node.tabIndex > 0'],
    [
      'a role of a list without items',
      'ul',
      '[...node.children].some((one) => one.tagName !== "LI")',
    ],
    [
      'a symbol without a word',
      '[aria-hidden]',
      '!node.parentElement.textContent.replace(node.textContent, "").trim()',
    ],
  ])('there is not %s', async (_reason, selector, isWrong) => {
    const wrong = await list(
      `[...document.querySelectorAll(\`${selector}\`)].filter((node) => ${isWrong}).map((node) => node.outerHTML.slice(0, 200))`,
    )
    expect(wrong).toEqual([])
  })

  test('headings go down one step at a time', async () => {
    const levels = await list(
      "[...document.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => tagName.slice(1))",
    )
    expect(levels[0]).toBe('1')
    const steps = levels.map((level, index) => Number(level) - Number(levels[index - 1] ?? 0))
    expect(Math.max(...steps)).toBe(1)
  })

  test('the page has its language, its title and its landmarks', async () => {
    const { page } = opened
    expect(await page.evaluate('document.documentElement.lang')).toBe('en')
    expect(await page.title()).toBe('Cooper report, 2026-11-20 09:30 UTC: 12 accounts, 18 regions')
    for (const role of ['banner', 'main', 'search'] as const) {
      expect(await page.getByRole(role).count()).toBe(1)
    }
    expect(await page.getByRole('navigation', { name: 'Pages' }).count()).toBeLessThanOrEqual(1)
  })

  test('screen readers read a cell with its headers', async () => {
    const row = opened.page.locator('table.buckets > tbody > tr').first()
    expect(await row.ariaSnapshot()).toMatch(
      /cell "Non-compliant".*rowheader "[a-z0-9-]+".*button "[a-z0-9-]+" \[expanded\]/s,
    )
  })

  test('screen readers announce the number of matches', async () => {
    expect(await opened.page.getByRole('status').textContent()).toMatch(/^\d+ of 120 buckets/)
  })

  test('the keyboard reaches everything in reading order', async () => {
    const { page } = opened
    expect(await page.locator('a, button, input, summary').first().textContent()).toBe(
      'Skip to the buckets',
    )
    await page.locator('.skip').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.labels[0].textContent')).toBe('Search')
    expect(await page.getByRole('status').textContent()).toMatch(/^\d+ of 120 buckets/)
  })

  test('a menu works by keyboard, and returns the focus when it closes', async () => {
    const { page } = opened
    const menu = page.locator('.menu').nth(2)
    await menu.locator('summary').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Find in accounts')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    expect(await menu.locator('summary').textContent()).toBe('Account (1)')
    await page.keyboard.press('Escape')
    expect(await menu.getAttribute('open')).toBeNull()
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY')
  })

  test('every target is large enough for touch', async () => {
    const small = await list(
      `[...document.querySelectorAll('button, summary, input')].filter((node) => node.checkVisibility()).filter((node) => node.getBoundingClientRect().height < 18).map((node) => node.outerHTML.slice(0, 120))`,
    )
    expect(small).toEqual([])
  })
})
