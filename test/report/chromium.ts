import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import type { BucketReport } from '../../src/core/check/bucket-report.ts'
import { CHROMIUM } from '../support/tools.ts'
import { reportText } from './report-text.ts'

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

export interface Browser {
  readonly open: (reports: Iterable<BucketReport>, options?: PageOptions) => Promise<Opened>
  readonly close: () => Promise<void>
}

export interface PageOptions {
  readonly hash?: string
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
  readonly javaScriptEnabled?: boolean
  /** Changes the page's HTML before it is opened. */
  readonly spoil?: (text: string) => string
}

export interface Opened {
  readonly page: Page
  /** Messages on the console, and requests of the page to the network. */
  readonly complaints: string[]
}

/** A Chromium with an empty profile, which opens reports from files. */
export async function startBrowser(): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'cooper-report-'))
  const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: FLAGS })
  const contexts: BrowserContext[] = []
  return {
    async open(reports, options = {}) {
      const file = join(folder, `${contexts.length}.html`)
      const { width = 1280, height = 900, hash = '', spoil, ...others } = options
      const text = await reportText(reports)
      writeFileSync(file, spoil ? spoil(text) : text)
      const context = await browser.newContext({ viewport: { width, height }, ...others })
      context.setDefaultTimeout(120_000)
      contexts.push(context)
      const opened = watched(await context.newPage(), pathToFileURL(file).href)
      await opened.page.goto(`${pathToFileURL(file)}${hash}`)
      return opened
    },
    async close() {
      await browser.close()
      rmSync(folder, { recursive: true })
    },
  }
}

function watched(page: Page, address: string): Opened {
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) complaints.push(`request: ${request.url()}`)
  })
  return { page, complaints }
}
