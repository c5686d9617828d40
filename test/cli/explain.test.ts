import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from 'sarif'
import { afterAll, describe, expect, test } from 'vitest'
import {
  BUCKET_ACTIONS,
  OBJECT_ACTIONS,
  OTHER_ACTIONS,
} from '../../src/core/policy/decision/known-actions.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { policyOf } from '../support/builders.ts'
import { HOSTILE_JSON } from '../support/hostile-json.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'cooper-'))
afterAll(() => rmSync(FOLDER, { recursive: true }))

const OWN = tlsOnlyStatement({ name: 'my-bucket', partition: 'aws' })
const IN_RANGE = {
  ...OWN,
  Sid: 'InRange',
  Condition: {
    Bool: { 'aws:SecureTransport': 'false' },
    IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
  },
}

function file(name: string, policy: unknown): string {
  const path = join(FOLDER, name)
  writeFileSync(path, typeof policy === 'string' ? policy : JSON.stringify(policy))
  return path
}

const GOOD = file('good.json', policyOf(OWN))
const NARROW = file('narrow.json', policyOf({ ...OWN, Effect: 'Allow' }, IN_RANGE))
/** It denies the actions that S3 has today, and neither proof nor counterexample names one that S3 may add. */
const NOT_PROVEN = file(
  'not-proven.json',
  policyOf({ ...OWN, Action: [...OBJECT_ACTIONS, ...BUCKET_ACTIONS, ...OTHER_ACTIONS] }),
)
const BROKEN = file('broken.json', { Statement: [{ ...OWN, Effect: 'deny' }] })
const SEVERAL = file(
  'several.json',
  policyOf({ ...OWN, Resource: ['arn:aws:s3:::one', 'arn:aws:s3:::two/*'] }),
)
const CHINA = file(
  'china.json',
  policyOf(tlsOnlyStatement({ name: 'my-bucket', partition: 'aws-cn' })),
)

const TWICE = file(
  'twice.json',
  JSON.stringify(policyOf(OWN)).replace('"Effect":', '"Effect":"Allow","Effect":'),
)
const WRAPPED = file('wrapped.json', { Policy: JSON.stringify(policyOf(OWN)) })
const EMPTY = file('empty.json', '')
const MARKED = file('marked.json', `\uFEFF${JSON.stringify(policyOf(OWN))}`)

/** The built command. */
function cooper(args: readonly string[], input = '') {
  const env = { ...process.env, NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['dist/cooper.cjs', 'explain', ...args],
    { input, env, encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

describe('cooper explain', () => {
  test('names the statement that denies plain HTTP, and exits with 0', () => {
    const { status, stdout } = cooper([GOOD])
    expect(stdout).toContain('bucket my-bucket  ✓ denies plain HTTP')
    expect(stdout).toContain(
      'Every plain-HTTP request is denied, by statement 1 ("CooperTlsOnly").',
    )
    expect(status).toBe(0)
  })

  test('explains a counterexample in one sentence, and prints the statement to add', () => {
    const { status, stdout } = cooper([NARROW])
    expect(stdout).toMatch(
      /No statement denies s3:GetObject on arn:aws:s3:::my-bucket\/\S+ over HTTP from [\d.]+: whoever is allowed to do it can do it without TLS\. Statement 2 \("InRange"\) denies only where aws:SourceIp is in 203\.0\.113\.0\/24\./,
    )
    const json = stdout.slice(stdout.indexOf('{'))
    expect(JSON.parse(json)).toEqual(OWN)
    expect(status).toBe(1)
  })

  test('reads standard input, the bucket by name, and the partition', () => {
    const policy = JSON.stringify({ Statement: [] })
    const { status, stdout } = cooper(['-', '-b', 'other', '-p', 'aws-cn', '--json'], policy)
    expect(JSON.parse(stdout)).toMatchObject([
      {
        file: '-',
        name: 'other',
        partition: 'aws-cn',
        tlsOnly: { enforced: false, canonical: false, undenied: { principal: 'anonymous' } },
        statement: { Resource: ['arn:aws-cn:s3:::other', 'arn:aws-cn:s3:::other/*'] },
      },
    ])
    expect(status).toBe(1)
  })

  test('takes the partition from the ARNs', () => {
    expect(JSON.parse(cooper([CHINA, '--json']).stdout)).toMatchObject([
      { partition: 'aws-cn', tlsOnly: { enforced: true, canonical: true, statements: [1] } },
    ])
  })

  test('ignores a byte order mark, which Windows editors write', () => {
    expect(cooper([MARKED]).status).toBe(0)
  })

  test('reads what `aws s3api get-bucket-policy` prints', () => {
    expect(cooper([WRAPPED]).status).toBe(0)
  })

  test("another bucket's policy enforces nothing on this bucket", () => {
    expect(cooper([GOOD, '--bucket', 'other-bucket']).status).toBe(1)
  })

  test('a file that cannot be read does not stop the others', () => {
    const { status, stdout, stderr } = cooper([BROKEN, GOOD])
    expect(stderr).toContain('Statement[0].Effect')
    expect(stdout).toContain('✓ denies plain HTTP')
    expect(status).toBe(2)
  })

  test.each<[string, readonly string[], string]>([
    ['a file that does not exist', ['nowhere.json'], 'Cannot read the file (ENOENT)'],
    ['ARNs of several buckets', [SEVERAL], 'its ARNs name several: one, two. Add --bucket NAME'],
    ['an empty file', [EMPTY], 'it is empty'],
    ['a field twice', [TWICE], 'Statement[0] has the field "Effect" twice'],
    ['standard input twice', ['-', '-'], 'which can be named only once'],
    ['no file', [], 'name a file with a policy'],
    ['an unknown option', ['--bukket', 'x', GOOD], '--bukket'],
    ['an invalid bucket name', [GOOD, '--bucket', 'a/b'], '--bucket must be the name of a bucket'],
    [
      'an invalid partition',
      [GOOD, '--partition', 'moon'],
      '--partition must be a partition such as',
    ],
    ['files with --ndjson', ['--ndjson', GOOD], '--ndjson reads standard input'],
  ])('%s: exits with 2 and says why', (_reason, args, message) => {
    const { status, stderr } = cooper(args)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })

  test('a policy cannot write control characters to the terminal', () => {
    const hostile = {
      ...IN_RANGE,
      Condition: { StringEquals: { 'aws:UserAgent': '\u001b[2J\u009b' } },
    }
    for (const args of [['-'], ['-', '--json']]) {
      const { stdout } = cooper(args, JSON.stringify(policyOf(hostile)))
      expect(stdout).toContain('my-bucket')
      expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    }
  })

  test('prints printable lines for hundreds of hostile policies', () => {
    const spoil = Object.entries(HOSTILE_JSON).flatMap(([name, json]) => {
      const about = [
        ['Sid', { ...IN_RANGE, Sid: '@@' }],
        ['value', { ...IN_RANGE, Condition: { StringEquals: { 'aws:UserAgent': '@@' } } }],
        ['principal', { ...IN_RANGE, Principal: { AWS: '@@' } }],
        ['action', { ...OWN, Action: ['@@'] }],
      ] as const
      return about.map(([where, statement]) => {
        const text = JSON.stringify(policyOf(statement)).replace('"@@"', () => json)
        return file(`${name} as ${where}.json`.replaceAll(/[^\w.]/g, '-'), text)
      })
    })
    const nothing = file('depth.json', HOSTILE_JSON['lists nested deeply'])
    const { status, stdout, stderr } = cooper([...spoil, nothing, '--bucket', 'my-bucket'])
    expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
    )
    const explained = stdout.match(/ bucket my-bucket {2}[✓✗] /g) ?? []
    const refused = stderr.trim().split('\n')
    expect(explained.length + refused.length).toBe(spoil.length + 1)
    expect(refused.filter((line) => !/: Cannot .{1,400}$/u.test(line))).toEqual([])
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThan(2000)
    expect(status).toBe(2)
  })

  test.each([
    [GOOD, [], 0],
    [NARROW, [], 1],
    [NOT_PROVEN, [], 1],
    [NARROW, ['--fail-on', 'non-compliant'], 1],
    [NOT_PROVEN, ['--fail-on', 'non-compliant'], 0],
    [NARROW, ['--fail-on', 'never'], 0],
    [BROKEN, ['--fail-on', 'never'], 2],
    [GOOD, ['--fail-on', 'nothing'], 2],
  ])('%s %j ends with %i', (path, options, status) => {
    expect(cooper([path, '--bucket', 'my-bucket', ...options]).status).toBe(status)
  })

  test('--sarif writes what does not deny plain HTTP, and what could not be read', () => {
    const path = join(FOLDER, 'findings.sarif')
    const { status } = cooper([
      GOOD,
      NARROW,
      NOT_PROVEN,
      BROKEN,
      '--sarif',
      path,
      '-b',
      'my-bucket',
    ])
    expect(status).toBe(2)
    const [run] = JSON.parse(readFileSync(path, 'utf8')).runs
    const results: Result[] = run.results
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['tls-only', 'error'],
      ['tls-only', 'warning'],
    ])
    expect(results[0]?.message.text).toContain('Counterexample: ')
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain('broken.json')
  })

  test('--help has examples', () => {
    const { status, stdout } = cooper(['--help'])
    expect(stdout).toContain('cooper explain policy.json --bucket my-bucket')
    expect(status).toBe(0)
  })
})

describe('cooper explain --ndjson', () => {
  const line = (id: unknown, policy: unknown, more = {}) =>
    JSON.stringify({ id, bucket: 'my-bucket', partition: 'aws', policy, ...more })

  const answers = (lines: readonly string[]) => {
    const { status, stdout } = cooper(['--ndjson'], lines.join('\n'))
    return {
      status,
      answers: stdout
        .trim()
        .split('\n')
        .map((one) => JSON.parse(one)),
    }
  }

  test('writes one line for each line, whatever it contains', () => {
    const { status, answers: found } = answers([
      line('enforced', policyOf(OWN)),
      line('as text', JSON.stringify(policyOf(OWN))),
      'not JSON',
      line('none', null),
      line('narrow', policyOf(IN_RANGE), { account: '123456789012' }),
      line('broken', { Statement: [{ ...OWN, Effect: 'deny' }] }),
      line(7, 'no JSON'),
      JSON.stringify({ id: 'no bucket', policy: null }),
      line('bad account', null, { account: '1' }),
      '[]',
    ])
    const enforced = { enforced: true, canonical: true }
    expect(found).toMatchObject([
      { id: 'enforced', tlsOnly: enforced },
      { id: 'as text', tlsOnly: enforced },
      { id: null, error: 'Cannot read the line: it is not JSON' },
      {
        id: 'none',
        tlsOnly: {
          enforced: false,
          undenied: { principal: 'anonymous', context: { 'aws:SecureTransport': 'false' } },
        },
      },
      { id: 'narrow', tlsOnly: { undenied: { context: { 'aws:SourceIp': expect.any(String) } } } },
      { id: 'broken', error: expect.stringMatching(/^Cannot .*Statement\[0\]\.Effect/) },
      { id: 7, error: 'Cannot read policy: it is not JSON' },
      { id: 'no bucket', error: expect.stringContaining('bucket') },
      { id: 'bad account', error: expect.stringContaining('account: must be an account id') },
      { id: null, error: expect.stringMatching(/^Cannot read the line/) },
    ])
    expect(status).toBe(2)
  })

  test('splits at line feeds only, and a malformed line does not stop the next one', () => {
    const separators = { ...OWN, Sid: 'a\u2028b\u2029c' }
    const { answers: found } = answers([
      `\uFEFF${line('separators', policyOf(separators))}\r`,
      `{"id":${'['.repeat(100_000)}${']'.repeat(100_000)},"bucket":"my-bucket","policy":null}`,
      line('long', { ...policyOf(OWN), Id: 'x'.repeat(1_000_000) }),
      line('last', policyOf(OWN)),
    ])
    expect(found).toMatchObject([
      { id: 'separators', tlsOnly: { enforced: true } },
      { id: null, error: expect.stringContaining('id: must be a string or a number') },
      { id: 'long', error: expect.stringContaining('Cannot') },
      { id: 'last', tlsOnly: { enforced: true } },
    ])
  })

  test('a pipe that is closed early causes no error, and keeps the code of what was found', () => {
    const lines = Array.from({ length: 3000 }, (_, id) => line(id, null)).join('\n')
    const script = 'set -o pipefail; "$0" dist/cooper.cjs explain --ndjson | head -n 1; echo $?'
    const shell = spawnSync('bash', ['-c', script, process.execPath], {
      input: lines,
      encoding: 'utf8',
    })
    expect(shell.stderr).toBe('')
    expect(shell.stdout.trim().split('\n').at(-1)).toBe('1')
  })

  test('exits with 1 if a policy does not deny plain HTTP, and with 0 if all do', () => {
    expect(answers([line('a', policyOf(OWN)), line('b', null)]).status).toBe(1)
    expect(answers([line('a', policyOf(OWN))]).status).toBe(0)
  })

  test('answers a thousand lines in their order', () => {
    const lines = Array.from({ length: 1000 }, (_, id) => line(id, id % 2 ? policyOf(OWN) : null))
    const found = answers(lines).answers
    expect(found.map(({ id }) => id)).toEqual([...lines.keys()])
    expect(found.every(({ id, tlsOnly }) => tlsOnly.enforced === (id % 2 === 1))).toBe(true)
  })
})
