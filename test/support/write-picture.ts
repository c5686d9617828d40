import { startBrowser } from '../report/chromium.ts'
import { sampleReports } from '../report/sample-reports.ts'

// The picture in the README: a report on made-up buckets. Needs Chromium, so it is not part of `npm run docs`.
const browser = await startBrowser()
const { page } = await browser.open(sampleReports(120, { accounts: 4, regions: 3 }), {
  width: 1100,
  height: 1290,
  spoil: (text) => text.replaceAll('12 accounts, 18 regions', '4 accounts, 3 regions'),
})
await page.screenshot({ path: 'docs/report.png' })
await browser.close()
