import { expect, test } from 'vitest'
import { impactPage } from '../../src/report/impact/impact-page.ts'

async function pageOf(isComplete: boolean) {
  let text = ''
  const write = async (piece: string) => {
    text += piece
  }
  const generatedAt = new Date('2026-11-20T09:30:00Z')
  const page = impactPage(write, { generatedAt, scope: 'account 123456789012', version: '1.0.0' })
  await page.end(isComplete)
  return text
}

test.each([
  [true, false],
  [false, true],
])('complete: %s, and the page says that it is incomplete: %s', async (isComplete, says) => {
  const page = await pageOf(isComplete)
  expect(page.includes('The command ended before all buckets were judged.')).toBe(says)
  expect(page).toContain('</html>')
})
