import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { createNarrator } from '../../src/demo/narrator.ts'

describe('the demo', () => {
  const env = { ...process.env, NO_COLOR: '1' }
  const { status, stdout } = spawnSync(process.execPath, ['src/demo/main.ts'], {
    env,
    encoding: 'utf8',
  })

  test('ends successfully, and every statement in it is true', () => {
    expect(stdout).toContain(
      '8  CloudFormation deploys a bucket, whose policy comes a moment later',
    )
    expect(stdout).toContain('9  Who still uses plain HTTP?')
    expect(stdout).toContain('10  The first object was stored before the fix')
    expect(stdout.match(/✓/g)?.length).toBe(39)
    expect(stdout).not.toContain('✗')
    expect(status).toBe(0)
  })

  test.each([
    [
      'a non-compliant bucket',
      '1  An old template',
      [
        'Default encryption is SSE-S3',
        'Plain HTTP reads the object: 200',
        'An upload with another KMS key is accepted: 200',
        'An upload with a customer-provided key (SSE-C) is accepted: 200',
      ],
    ],
    [
      'how Cooper fixes it',
      '2  The event arrives',
      [
        'and a bucket key, SSE-C blocked',
        'Plain HTTP is refused: 403',
        'An upload with another KMS key is refused: 403',
        'An upload with a customer-provided key (SSE-C) is refused: 403',
        'An upload without encryption headers is accepted: 200',
      ],
    ],
    [
      'a stack that is not disturbed',
      '8  CloudFormation deploys',
      [
        'Cooper waits: it creates no policy',
        'The bucket is compliant: GetBucketEncryption, GetBucketPolicy\n',
        'Nobody was disturbed: no message',
      ],
    ],
    [
      'objects that were there already',
      '10  The first object',
      ['It has the KMS key of the bucket', 'ETag and date are as before'],
    ],
    [
      'a bucket that is exempt',
      '6  Another bucket has a tag',
      ['Plain HTTP still reads its object: 200', 'Exempt by the tag cooper:exempt: the till'],
    ],
  ])('shows %s', (_what, title, lines) => {
    const scene = stdout.split(/\n(?=\d+ {2})/).find((text) => text.startsWith(title)) ?? ''
    for (const line of lines) expect(scene).toContain(line)
  })

  test('fits on a few screens', () => {
    expect(stdout.split('\n').length).toBeLessThan(112)
  })
})

describe('the narrator', () => {
  test('remembers statements that are not true', () => {
    const lines: string[] = []
    const narrator = createNarrator((line) => lines.push(line))
    narrator.check('this is true', true)
    narrator.check('this is not', false)
    expect(narrator.failures()).toEqual(['this is not'])
    expect(lines.join('\n')).toMatch(/✓.*this is true\n.*✗.*this is not/)
  })
})
