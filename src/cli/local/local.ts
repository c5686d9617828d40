import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { EXIT } from '../terminal/exit-code.ts'

interface LocalOptions {
  readonly httpPort?: string
  readonly httpsPort?: string
  readonly sampleBuckets?: true
  readonly sampleStack?: true
  readonly quiet?: true
}

const EXAMPLES = `
Examples:
  npx cooper local
  npx cooper local --http-port 0 --https-port 0     any free ports

It prints a file to source and commands to try. Ctrl-C ends it. It runs only in a clone of Cooper, after "npm ci".`

export const addLocal = (program: Command) =>
  program
    .command('local')
    .description('Run S3, SNS, STS, EventBridge and the bot on this machine, to try things out.')
    .option('--http-port <port>', 'port of the HTTP endpoint (4580)')
    .option('--https-port <port>', 'port of the HTTPS endpoint (4581)')
    .option('--sample-buckets', 'start with twenty buckets, to try out check and fix')
    .option('--sample-stack', 'play the deployment of a stack, in which Cooper waits')
    .option('--quiet', 'show nothing of what happens')
    .addHelpText('after', EXAMPLES)
    .action(local)

// Not bundled: it starts workers from source files of the clone, and needs the Node.js version that Lambda runs.
async function local({ httpPort, httpsPort, sampleBuckets, sampleStack, quiet }: LocalOptions) {
  const root = dirname(dirname(realpathSync(process.argv[1] ?? '.')))
  const main = join(root, 'src/local-aws/main.ts')
  const node = join(root, 'node_modules/node/bin/node')
  const needed = [main, node, join(root, 'dist/bucket-changed.cjs')]
  if (!needed.every((file) => existsSync(file))) {
    throw new Error(
      'Cannot start the local AWS: it runs from a clone of Cooper only, after "npm ci && npm run build" there',
    )
  }
  const args = [
    ...(httpPort === undefined ? [] : ['--http-port', httpPort]),
    ...(httpsPort === undefined ? [] : ['--https-port', httpsPort]),
    ...(sampleBuckets ? ['--sample-buckets'] : []),
    ...(sampleStack ? ['--sample-stack'] : []),
    ...(quiet ? ['--quiet'] : []),
  ]
  const child = spawn(node, [main, ...args], { stdio: 'inherit' })
  // A terminal sends Ctrl-C to both processes. A signal to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const [code] = await once(child, 'close')
  process.exitCode = code ?? EXIT.wrongInput
}
