import { expect, test } from 'vitest'
import type { PlacedFinding } from '../../../src/core/check/template-report.ts'
import { githubCommands } from '../../../src/report/code/github.ts'
import { manyFindings, placed } from './placed-findings.ts'

test.each<[PlacedFinding['verdict'], readonly string[]]>([
  [
    'non-compliant',
    [
      '::error file=stacks/app.yaml,line=12,col=5,title=Refuses requests that do not use TLS::Orders: There is no bucket policy, so plain HTTP is not denied.',
    ],
  ],
  [
    'unknown',
    [
      '::warning file=stacks/app.yaml,line=12,col=5,title=Refuses requests that do not use TLS::Orders: There is no bucket policy, so plain HTTP is not denied.',
    ],
  ],
  ['exempt', []],
  ['compliant', []],
])('%s: %s', (verdict, commands) => {
  expect(githubCommands([placed({ verdict })])).toEqual(commands)
})

// A second command in a text would set an output of the workflow, or hide an error.
test('hostile texts make no second command, and end no property', () => {
  const commands = githubCommands(manyFindings)
  expect(commands.length).toBeGreaterThan(50)
  for (const command of commands) {
    expect(command).toMatch(
      /^::(error|warning) file=[^,:\p{Cc}]+,line=3,col=1,title=[^,:\r\n]+::[^\p{Cc}\p{Cs}]+$/u,
    )
  }
})
