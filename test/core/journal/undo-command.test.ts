import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { undoCommandOf } from '../../../src/core/journal/undo-command.ts'

describe('the command names the change', () => {
  test.each<[string, string, string, string | undefined]>([
    [
      'the id of an event',
      'my-bucket',
      '2f9bd1a6-5f0c',
      'npx cooper undo my-bucket --record 2f9bd1a6-5f0c',
    ],
    [
      'an id with the name of the bucket',
      'www.example.org',
      'sweep-20261120T031500Z-1779-www.example.org',
      'npx cooper undo www.example.org --record sweep-20261120T031500Z-1779-www.example.org',
    ],
    [
      'a text that means something to a shell',
      'data',
      '$(id);`id`',
      "npx cooper undo data --record '$(id);`id`'",
    ],
    ['a quote', 'data', "it's", "npx cooper undo data --record 'it'\\''s'"],
    ['an option', 'data', '--yes', undefined],
    ['a bucket that looks like an option', '--yes', 'id', undefined],
    ['white space', 'data', 'a b', undefined],
    ['a line break', 'data', 'a\nb', undefined],
    ['no id', 'data', '', undefined],
  ])('%s', (_, bucket, id, command) => {
    expect(undoCommandOf(id, bucket)).toBe(command)
  })

  test('a shell reads the same id, whatever is in it', () => {
    const anyId = fc.stringMatching(/^[!-,.-~][!-~]{0,40}$/)
    fc.assert(
      fc.property(anyId, (id) => {
        const command = undoCommandOf(id, 'data') ?? ''
        const words = command.replace(/^npx cooper undo /, '')
        const read = execFileSync('sh', ['-c', `printf '%s\\n' ${words}`], { encoding: 'utf8' })
        expect(read).toBe(`data\n--record\n${id}\n`)
      }),
      { numRuns: 50 },
    )
  })
})
