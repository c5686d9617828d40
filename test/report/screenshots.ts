import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CHROMIUM } from '../support/tools.ts'
import { startBrowser } from './chromium.ts'
import { SHAPES, SOME, unfold } from './shapes.ts'

const FOLDER = join(import.meta.dirname, '../../dist/report-screenshots')

// Screenshots for people. Whatever a test can check is in layout.test.ts.
if (CHROMIUM) await takeScreenshots()
else console.error('No Chromium at /usr/bin/chromium, nor where CHROMIUM says')
process.exitCode = CHROMIUM ? 0 : 1

async function takeScreenshots() {
  mkdirSync(FOLDER, { recursive: true })
  const browser = await startBrowser()
  for (const [name, reports, options] of SHAPES) {
    const { page } = await browser.open(reports, options)
    await unfold(page, options.hash)
    await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true })
  }
  const { page } = await browser.open(SOME, { hash: '#status=non-compliant', colorScheme: 'dark' })
  await page.locator('button.toggle').first().click()
  await page.pdf({ path: join(FOLDER, 'print.pdf'), format: 'A4' })
  await browser.close()
  console.log(`${SHAPES.length} pictures and print.pdf are in ${FOLDER}`)
}
