import { defineConfig } from 'vitest/config'

// After all other tests: what they made the bot call, against what its role allows.
export default defineConfig({
  test: { include: ['test/deployment/*.calls.ts'], testTimeout: 300_000, hookTimeout: 300_000 },
})
