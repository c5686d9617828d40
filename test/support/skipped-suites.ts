import { appendFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** Names the suites that were skipped because a tool is missing, in one line after all tests, and in COOPER_SKIPPED_SUITES. */
export default function skippedSuites(): Reporter {
  return {
    onTestRunEnd(modules) {
      const line = describeSkipped(modules.flatMap(skippedIn))
      if (line === undefined) return
      console.log(line)
      const file = process.env.COOPER_SKIPPED_SUITES
      if (file) appendFileSync(file, `${line}\n`)
    },
  }
}

interface Skipped {
  readonly file: string
  readonly reason: string
}

const REASON = / \(skipped: (.+)\)$/

const skippedIn = ({ relativeModuleId: file, children }: TestModule): readonly Skipped[] =>
  [...children.allSuites()].flatMap(({ name }) => {
    const reason = REASON.exec(name)?.[1]
    return reason === undefined ? [] : [{ file, reason }]
  })

/** For example `Skipped suites: test/report/browser.test.ts (no chromium), …` */
export function describeSkipped(skipped: readonly Skipped[]): string | undefined {
  const suites = [...new Set(skipped.map(({ file, reason }) => `${file} (${reason})`))]
  return suites.length === 0 ? undefined : `Skipped suites: ${suites.toSorted().join(', ')}`
}
