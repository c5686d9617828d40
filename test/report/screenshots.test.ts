import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isCompliant } from '../../src/core/finding.ts'
import { type Browser, CHROMIUM, type PageOptions, startBrowser, WHY_SKIPPED } from './chromium.ts'
import { sampleReports } from './sample-reports.ts'

const FOLDER = join(import.meta.dirname, '../../dist/report-screenshots')

const SHAPES: Readonly<Record<string, PageOptions>> = {
  'wide-light': { width: 1440, height: 1000 },
  'wide-dark': { width: 1440, height: 1000, colorScheme: 'dark' },
  'medium-light': { width: 1000, height: 900 },
  'narrow-light': { width: 390, height: 844 },
  'narrow-dark': { width: 390, height: 844, colorScheme: 'dark' },
  'narrow-without-script': { width: 390, height: 844, javaScriptEnabled: false },
}

const some = [...sampleReports(300)]
const many = [...sampleReports(400, { accounts: 300, seed: 7 })]
const compliant = some.filter(({ error, findings }) => !error && findings.every(isCompliant))

/** To be looked at by people. What a test can tell of them: nothing is wider than the screen. */
describe.skipIf(!CHROMIUM)(`screenshots${WHY_SKIPPED}`, () => {
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true })
    browser = await startBrowser()
  })
  afterAll(() => browser.close())

  test.each(
    Object.entries(SHAPES).flatMap(([shape, options]) => [
      [`${shape}-some`, some, options, ''] as const,
      [`${shape}-many`, many, options, '#account=100000000000&q=data'] as const,
      [`${shape}-compliant`, compliant, options, ''] as const,
      [`${shape}-none`, [], options, ''] as const,
    ]),
  )('%s', async (name, reports, options, hash) => {
    const { page } = await browser.open(reports, { ...options, hash })
    const toggles = page.locator('button.toggle')
    if ((await toggles.count()) > 2) await toggles.nth(1).click()
    const menu = page.locator('.menu summary').last()
    if (hash !== '' && (await menu.count()) > 0) await menu.click()
    await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true })
    const [content, screen] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, innerWidth]',
    )
    expect(content).toBeLessThanOrEqual(screen)
  })

  test('print', async () => {
    const { page } = await browser.open(some, {
      hash: '#status=non-compliant',
      colorScheme: 'dark',
    })
    await page.locator('button.toggle').first().click()
    await page.pdf({ path: join(FOLDER, 'print.pdf'), format: 'A4' })
  })
})
