import { defineConfig } from 'vitest/config'

// Against `moto_server`, where it is on the PATH: a second opinion on the end-to-end suite.
export default defineConfig({
  test: {
    include: ['test/end-to-end/moto.moto.ts'],
    reporters: ['default', './test/support/skipped-suites.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
