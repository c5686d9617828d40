import type { Page } from 'playwright-core'
import type { BucketReport } from '../../src/core/check/bucket-report.ts'
import { isCompliant } from '../../src/core/finding.ts'
import type { PageOptions } from './chromium.ts'
import { sampleReports } from './sample-reports.ts'

const SCREENS: Readonly<Record<string, PageOptions>> = {
  'wide-light': { width: 1440, height: 1000 },
  'wide-dark': { width: 1440, height: 1000, colorScheme: 'dark' },
  'medium-light': { width: 1000, height: 900 },
  'narrow-light': { width: 390, height: 844 },
  'narrow-dark': { width: 390, height: 844, colorScheme: 'dark' },
  'narrow-without-script': { width: 390, height: 844, javaScriptEnabled: false },
}

export const SOME = [...sampleReports(300)]
const MANY = [...sampleReports(400, { accounts: 300, seed: 7 })]
const COMPLIANT = SOME.filter(({ error, findings }) => !error && findings.every(isCompliant))

export type Shape = readonly [
  name: string,
  reports: readonly BucketReport[],
  options: PageOptions & { readonly hash: string },
]

/** Each kind of report on each kind of screen. */
export const SHAPES: readonly Shape[] = Object.entries(SCREENS).flatMap(
  ([screen, options]): readonly Shape[] => [
    [`${screen}-some`, SOME, { ...options, hash: '' }],
    [`${screen}-many`, MANY, { ...options, hash: '#account=100000000000&q=data' }],
    [`${screen}-compliant`, COMPLIANT, { ...options, hash: '' }],
    [`${screen}-none`, [], { ...options, hash: '' }],
  ],
)

/** Opens a row, and a menu if the page has filters. */
export async function unfold(page: Page, hash: string): Promise<void> {
  const toggles = page.locator('button.toggle')
  if ((await toggles.count()) > 2) await toggles.nth(1).click()
  const menu = page.locator('.menu summary').last()
  if (hash !== '' && (await menu.count()) > 0) await menu.click()
}
