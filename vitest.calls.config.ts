import { defineConfig } from 'vitest/config'

// After all other tests: what they made the bot call, against what its role allows.
export default defineConfig({
  test: { include: ['test/deployment/role.calls.ts'], hookTimeout: 30_000 },
})
