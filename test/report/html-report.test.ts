import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { BucketReport } from '../../src/core/check/bucket-report.ts'
import { isCompliant } from '../../src/core/finding.ts'
import { createHtmlReport } from '../../src/report/html/html-report.ts'
import type { Row } from '../../src/report/page/row.ts'
import { HOSTILE, hostileReports } from './hostile-reports.ts'
import { FACTS, reportText } from './report-text.ts'
import { manyReports, sampleReports } from './sample-reports.ts'

const BLOCK = /<script type="application\/json" data-rows>\n(.*?)<\/script>/gs

/** The rows as the page reads them. */
const rowsIn = (text: string): readonly Row[] =>
  [...text.matchAll(BLOCK)].flatMap(([, lines = '']) =>
    lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line)),
  )

const bodiesOf = (text: string, element: string): readonly string[] =>
  [...text.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))].map(
    ([, body = '']) => body,
  )

const SOME = [...sampleReports(60)]

describe('the file', () => {
  test('contains every bucket, in the order of the check', async () => {
    const rows = rowsIn(await reportText(SOME))
    expect(rows.map(([name]) => name)).toEqual(SOME.map(({ bucket }) => bucket.name))
  })

  test.each([0, 1, 999, 1000, 1001, 2000])(
    'contains %i buckets in complete blocks',
    async (count) => {
      const text = await reportText(manyReports(count))
      expect(rowsIn(text)).toHaveLength(count)
      expect(text.split('<script').length).toBe(text.split('</script>').length)
      expect(text.startsWith('<!doctype html>\n<html lang="en">\n')).toBe(true)
      expect(text.endsWith('</body>\n</html>\n')).toBe(true)
    },
  )

  test('links to pages of AWS only, and loads no other file', async () => {
    const text = await reportText(SOME)
    expect(text).not.toMatch(/<(link|img|iframe|object|embed|base)\b|@import|url\(/)
    expect(text).not.toMatch(/\s(src|style|on[a-z]+)=/)
    const addresses = text.match(/https?:\/\/[^/"\s]+/g) ?? []
    expect(new Set(addresses)).toEqual(new Set(['https://docs.aws.amazon.com']))
  })

  test('contains only a few bytes for a compliant bucket', async () => {
    const well = SOME.filter(({ error, findings }) => !error && findings.every(isCompliant))
    const rows = rowsIn(await reportText(well))
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row).toHaveLength(4)
  })

  test('is the same for the same reports', async () => {
    expect(await reportText(SOME)).toBe(await reportText(SOME))
  })

  test('of an unfinished check has no summary, and says that it is incomplete', async () => {
    const texts: string[] = []
    const report = createHtmlReport((text) => void texts.push(text), FACTS)
    for (const one of SOME) await report.add(one)
    expect(texts.join('')).toContain('This report is incomplete')
    expect(texts.join('')).not.toContain('<main>')
  })

  test('waits for a slow disk', async () => {
    const order: string[] = []
    const slow = async () => {
      order.push('begin')
      await new Promise((resolve) => setImmediate(resolve))
      order.push('end')
    }
    const report = createHtmlReport(slow, FACTS)
    for (const one of SOME.slice(0, 2)) await report.add(one)
    await report.end()
    expect(order).toEqual(['begin', 'end', 'begin', 'end', 'begin', 'end'])
  })
})

describe('the content security policy', () => {
  test('allows only the script and the style of the page, by their hashes', async () => {
    const text = await reportText(SOME)
    const [, policy = ''] =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? []
    const hash = (body: string) =>
      `'sha256-${createHash('sha256').update(body, 'utf8').digest('base64')}'`
    const scripts = bodiesOf(text, 'script')
    const styles = bodiesOf(text, 'style')
    expect([scripts.length, styles.length]).toEqual([1, 1])
    const directives = policy.split('; ')
    expect(directives).toContain("default-src 'none'")
    expect(directives).toContain(`script-src ${hash(scripts[0] ?? '')}`)
    expect(directives).toContain(`style-src ${hash(styles[0] ?? '')}`)
    expect(policy).not.toContain('unsafe')
    expect(text.indexOf('Content-Security-Policy')).toBeLessThan(text.indexOf('<style'))
  })

  test('applies to a script and a style that cannot end their elements early', async () => {
    const text = await reportText([])
    for (const body of [...bodiesOf(text, 'script'), ...bodiesOf(text, 'style')]) {
      expect(body).not.toMatch(/<\/(script|style)|<!--|\r/i)
    }
  })
})

describe('texts from outside', () => {
  const INVISIBLE = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u

  test('leave no invisible characters and no markup in the file', async () => {
    const text = await reportText(hostileReports(), {
      scope: HOSTILE.join(' '),
      version: HOSTILE[1],
    })
    expect(text).not.toMatch(INVISIBLE)
    expect(text).not.toMatch(/<img|<svg onload|<iframe|<base|<form|<\/script><script>/)
    expect(text.match(/<script/g)).toHaveLength(3)
  })

  test('are in the data unchanged', async () => {
    const rows = rowsIn(await reportText(hostileReports()))
    expect(JSON.stringify(rows)).toContain('<img src=x onerror=globalThis.owned=1>')
    expect(JSON.stringify(rows)).not.toMatch(/\u202e|(?<!\\)\\u0000/u)
  })

  test('are shortened', async () => {
    const text = 'x'.repeat(1_000_000)
    const [{ bucket } = SOME[0] as BucketReport] = SOME
    const long = { bucket: { ...bucket, name: text }, findings: [], steps: [], error: text }
    const empty = await reportText([])
    expect((await reportText([long])).length - empty.length).toBeLessThan(20_000)
  })
})

describe('many buckets', () => {
  const measure = async (count: number) => {
    const reports = [...manyReports(count)]
    const size = { bytes: 0, longest: 0 }
    const write = (text: string) => {
      size.bytes += text.length
      size.longest = Math.max(size.longest, text.length)
    }
    const report = createHtmlReport(write, FACTS)
    for (const one of reports) await report.add(one)
    await report.end()
    return size
  }

  test('need space in proportion to their number, in texts of constant size', async () => {
    const [few, many] = [await measure(2000), await measure(20_000)]
    expect(many.bytes / few.bytes).toBeLessThan(11)
    expect(many.longest / few.longest).toBeLessThan(1.5)
  })
})
