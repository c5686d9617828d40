import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { plainHttpEndpoint } from '../../../src/aws/s3/plain-http.ts'
import { createS3Client } from '../../../src/aws/s3/s3-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'cooper-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => void vi.unstubAllEnvs())

const config = join(folder, 'config')
writeFileSync(config, '[profile lab]\nendpoint_url = http://lab.example:9000\n')

test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
  ['AWS itself is reached by HTTPS', {}, undefined],
  ['an HTTPS endpoint', { AWS_ENDPOINT_URL: 'https://127.0.0.1:4581' }, undefined],
  ['a plain-HTTP endpoint', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4580' }, 'http://127.0.0.1:4580'],
  [
    'a plain-HTTP endpoint of S3 alone',
    { AWS_ENDPOINT_URL: 'https://127.0.0.1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4580/path' },
    'http://127.0.0.1:4580',
  ],
  [
    'an HTTPS endpoint of S3, though all others are plain HTTP',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1', AWS_ENDPOINT_URL_S3: 'https://127.0.0.1:4581' },
    undefined,
  ],
  [
    'a plain-HTTP endpoint of a profile',
    { AWS_CONFIG_FILE: config, AWS_PROFILE: 'lab' },
    'http://lab.example:9000',
  ],
])('%s', async (_reason, variables, expected) => {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3']) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  const client = createS3Client(process.env, 1, { region: 'eu-central-1' })
  expect(await plainHttpEndpoint(client)).toBe(expected)
})
