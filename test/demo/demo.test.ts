import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { createNarrator } from '../../src/demo/narrator.ts'

test('the demo tells its story to the end, and every line of it holds', () => {
  const env = { ...process.env, NO_COLOR: '1' }
  const { status, stdout } = spawnSync(process.execPath, ['src/demo/main.ts'], {
    env,
    encoding: 'utf8',
  })
  expect(stdout).toContain('5  The same event comes once more')
  expect(stdout.match(/✓/g)?.length).toBeGreaterThan(12)
  expect(stdout).not.toContain('✗')
  expect(status).toBe(0)
})

describe('the narrator', () => {
  test('remembers what did not hold', () => {
    const lines: string[] = []
    const narrator = createNarrator((line) => lines.push(line))
    narrator.check('this holds', true)
    narrator.check('this does not', false)
    expect(narrator.failures()).toEqual(['this does not'])
    expect(lines.join('\n')).toMatch(/✓.*this holds\n.*✗.*this does not/)
  })
})
