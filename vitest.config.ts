import { defineConfig } from 'vitest/config'

export default defineConfig({
  // More than there are processors: most of the time is spent waiting, as Cooper does.
  test: {
    maxWorkers: 4,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/empty-calls.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
