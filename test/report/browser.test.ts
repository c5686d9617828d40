import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { suiteWith } from '../support/suite-with.ts'
import { type Browser, type Opened, startBrowser } from './chromium.ts'
import { hostileReports } from './hostile-reports.ts'
import { sampleReports } from './sample-reports.ts'
import { surroundedReports } from './surrounded-reports.ts'

const SOME = [...sampleReports(300)]

const names = ({ page }: Opened) => page.locator('button.toggle').allTextContents()
const found = ({ page }: Opened) => page.locator('.found').textContent()
const statuses = ({ page }: Opened) => page.locator('tbody td.status').allTextContents()
const hash = ({ page }: Opened) => page.evaluate<string>('location.hash')

const slipped = (port: number) => `<script>globalThis.owned = 1</script>
<img src="http://127.0.0.1:${port}/" onerror="globalThis.owned = 2">
<style>h1 { display: none }</style>
<p style="color: rgb(1, 2, 3)" id="slipped"></p>`

suiteWith('chromium', 'in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())

  test('shows the worst buckets first, one page of them', async () => {
    const opened = await browser.open(SOME)
    expect(await found(opened)).toBe('300 buckets; 1 to 50 shown')
    expect(new Set(await statuses(opened))).toEqual(new Set(['✗ Non-compliant']))
    expect(opened.complaints).toEqual([])
  })

  test('shows whom a fix may shut out, whom it would, and what a bucket waits for', async () => {
    const opened = await browser.open(surroundedReports())
    for (const toggle of await opened.page.locator('button.toggle').all()) await toggle.click()
    const details = (await opened.page.locator('.detail').allTextContents()).join('\n')
    expect(details).toContain('May be affected by the fix')
    expect(details).toMatch(/arn:aws:iam::210987654321:role\/reader.*kms:Decrypt/)
    expect(details).toContain('Cooper waits for the end of the deployment.')
    expect(details).toContain('A fix would shut somebody out')
    expect(opened.complaints).toEqual([])
  })

  test('searches for all words, and keeps them in the address', async () => {
    const opened = await browser.open(SOME)
    await opened.page.getByLabel('Search').fill('MEDIA logs-prod')
    expect((await names(opened)).length).toBeGreaterThan(0)
    expect(await names(opened)).toSatisfy((all: string[]) =>
      all.every((one) => /media-logs-prod/.test(one)),
    )
    expect(await hash(opened)).toBe('#q=MEDIA+logs-prod')
    await opened.page.getByLabel('Search').fill('no such bucket')
    expect(await found(opened)).toBe('None of 300 buckets matches.')
    expect(opened.complaints).toEqual([])
  })

  test('sets and removes filters by status and by menu', async () => {
    const opened = await browser.open(SOME)
    const { page } = opened
    await page.getByRole('button', { name: 'Exempt' }).click()
    expect(new Set(await statuses(opened))).toEqual(new Set(['○ Exempt']))
    await page.getByRole('button', { name: 'Exempt' }).click()
    await page.locator('summary', { hasText: 'Region' }).last().click()
    await page.getByLabel('Find in regions').fill('west-2')
    await page.getByRole('checkbox', { name: 'us-west-2' }).check()
    expect(new Set(await page.locator('td.column-region').allTextContents())).toEqual(
      new Set(['us-west-2']),
    )
    expect(await hash(opened)).toBe('#region=us-west-2')
    await page.getByRole('button', { name: 'Remove filter: Region us-west-2' }).click()
    expect(await found(opened)).toContain('300 buckets')
    expect(await page.evaluate('document.activeElement.type')).toBe('search')
    expect(opened.complaints).toEqual([])
  })

  test('applies the filter of a shared address', async () => {
    const opened = await browser.open(SOME, { hash: '#control=tls-only&status=unknown' })
    expect((await names(opened)).length).toBeGreaterThan(0)
    const tags = await opened.page.locator('td.column-not-compliant').allTextContents()
    expect(tags.every((text) => text.includes('?Unknown tls-only'))).toBe(true)
    await expect
      .poll(() => opened.page.getByRole('button', { name: 'Unknown' }).getAttribute('aria-pressed'))
      .toBe('true')
  })

  test('links names in the summary to their buckets', async () => {
    const opened = await browser.open(SOME)
    await opened.page.getByRole('link', { name: 'eu-west-1', exact: true }).click()
    await expect
      .poll(async () => new Set(await opened.page.locator('td.column-region').allTextContents()))
      .toEqual(new Set(['eu-west-1']))
    await opened.page.goBack()
    await expect.poll(() => found(opened)).toContain('300 buckets')
    expect(opened.complaints).toEqual([])
  })

  test('sorts by a column in both directions, and announces the order', async () => {
    const opened = await browser.open(SOME)
    const head = opened.page.locator('th.column-name')
    await head.getByRole('button').click()
    const first = await names(opened)
    expect(first).toEqual(first.toSorted())
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
    expect(await opened.page.locator('th[aria-sort]').count()).toBe(1)
    await head.getByRole('button').click()
    const last = await names(opened)
    expect(last).toEqual(last.toSorted().toReversed())
    expect(await hash(opened)).toBe('#sort=-name')
  })

  test('moves through pages to the end and back', async () => {
    const opened = await browser.open(SOME)
    const { page } = opened
    const first = await names(opened)
    await page.getByRole('button', { name: 'Last' }).click()
    expect(await page.getByText('Page 6 of 6').count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Next' }).getAttribute('aria-disabled')).toBe(
      'true',
    )
    await page.getByRole('button', { name: 'First' }).click()
    expect(await names(opened)).toEqual(first)
  })

  test('opens details by keyboard, moves by arrow keys, and closes them by Escape', async () => {
    const opened = await browser.open(SOME)
    const { page } = opened
    const toggles = page.locator('button.toggle')
    await toggles.first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await toggles.nth(1).getAttribute('aria-expanded')).toBe('true')
    const detail = page.locator(`#${await toggles.nth(1).getAttribute('aria-controls')}`)
    expect(await detail.isVisible()).toBe(true)
    const text = await detail.textContent()
    expect(text).toContain('Counterexample: a request that is not denied')
    expect(text).toContain('"Sid": "CooperTlsOnly"')
    await page.keyboard.press('Escape')
    expect(await toggles.nth(1).getAttribute('aria-expanded')).toBe('false')
    expect(await detail.isVisible()).toBe(false)
    expect(opened.complaints).toEqual([])
  })

  test('shows the summary and the worst buckets without JavaScript', async () => {
    const { page } = await browser.open(SOME, { javaScriptEnabled: false })
    expect(await page.locator('.headline').textContent()).toMatch(
      /^\d+ of 300 buckets are compliant/,
    )
    expect(await page.locator('table.buckets tbody tr').count()).toBe(100)
    expect(await page.locator('.incomplete').isVisible()).toBe(false)
    expect(await page.locator('a[href]').count()).toBe(1)
  })

  test('hostile texts remain texts', async () => {
    const opened = await browser.open(hostileReports())
    const { page } = opened
    for (const toggle of await page.locator('button.toggle').all()) await toggle.click()
    expect(await page.evaluate('globalThis.owned')).toBeUndefined()
    expect(await page.locator('img, iframe, object, form, base, link').count()).toBe(0)
    expect(await page.evaluate('document.body.innerText')).toMatch(/<img src=x onerror=/)
    expect(opened.complaints).toEqual([])
  })

  test('hostile texts remain texts without JavaScript', async () => {
    const { page } = await browser.open(hostileReports(), { javaScriptEnabled: false })
    expect(await page.locator('img, iframe, object, form, base, link').count()).toBe(0)
  })

  test('the Content Security Policy stops unescaped markup', async () => {
    const requested: string[] = []
    const server = createServer(({ url }, answer) => {
      requested.push(`${url}`)
      answer.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const opened = await browser.open(SOME, {
      spoil: (text) => text.replace('<main>', `<main>${slipped(port)}`),
    })
    const refused = () => opened.complaints.filter((one) => /Content Security Policy/.test(one))
    await expect.poll(() => refused().length).toBe(5)
    expect(await opened.page.evaluate('globalThis.owned')).toBeUndefined()
    expect(await opened.page.locator('h1').isVisible()).toBe(true)
    const colour = "getComputedStyle(document.querySelector('#slipped')).color"
    expect(await opened.page.evaluate(colour)).not.toBe('rgb(1, 2, 3)')
    expect(await found(opened)).toContain('300 buckets')
    expect(requested).toEqual([])
    server.close()
  })

  test('prints more than one page of the table, without the filters', async () => {
    const opened = await browser.open(SOME)
    await opened.page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect((await names(opened)).length).toBe(300)
    expect(await opened.page.locator('.toolbar').isVisible()).toBe(false)
    expect(await opened.page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    )
    await opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect((await names(opened)).length).toBe(50)
  })
})
