import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

// The laws that `npm test` tries on fewer cases, on all of them.
const laws = globSync('test/**/*.test.ts').filter((file) =>
  readFileSync(file, 'utf8').includes('support/cases.ts'),
)

export default defineConfig({
  test: {
    include: laws.map((file) => file.replaceAll('\\', '/')),
    env: { COOPER_ALL_CASES: '1' },
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
})
