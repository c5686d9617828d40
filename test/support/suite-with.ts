import { describe, test } from 'vitest'
import { isRequired, isThere, type Tool } from './tools.ts'

/** A suite that needs a tool. Without the tool it is skipped, and fails where COOPER_REQUIRE lists the tool. */
export function suiteWith(tool: Tool, name: string, suite: () => void): void {
  if (isThere(tool)) {
    describe(name, suite)
  } else if (isRequired(tool)) {
    test(name, () => {
      throw new Error(`Cannot find ${tool}, which COOPER_REQUIRE lists`)
    })
  } else {
    describe.skip(skippedName(name, tool), suite)
  }
}

/** The reporter of skipped suites reads the reason from the name. */
const skippedName = (name: string, tool: Tool) => `${name} (skipped: no ${tool})`
