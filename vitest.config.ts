import { defineConfig } from 'vitest/config'

export default defineConfig({
  // More than there are processors: most of the time is spent waiting, as Cooper does.
  test: {
    maxWorkers: 4,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/empty-calls.ts'],
    reporters: ['default', './test/support/skipped-suites.ts'],
    // No verdict depends on the clock: a limit only catches what hangs.
    expect: { poll: { timeout: 300_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
