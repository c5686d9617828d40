import { cpus, totalmem } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { accessLogs } from './access-logs.ts'
import { bundleSize, packageRows } from './bundle-size.ts'
import { check, growth, share } from './check.ts'
import { coldImport } from './cold-import.ts'
import { decision } from './decision.ts'
import { type Endpoint, embeddedEndpoint } from './endpoint.ts'
import { type Figure, isKept, rowOf } from './figure.ts'
import { AWS, foreignEndpoint } from './foreign-endpoint.ts'
import { memory } from './memory.ts'
import { objects } from './objects.ts'
import { oneEvent } from './one-event.ts'
import { templates } from './templates.ts'

/** Requests per second that the embedded AWS allows, so that the endpoint limits the rate. */
const LIMIT = 250

interface Options {
  readonly endpoint?: string
  readonly buckets: readonly number[]
  readonly json?: true
}

const { endpoint, buckets, json } = new Command('npm run bench --')
  .description('Measures the cost of Cooper, and compares it with the least possible cost.')
  .option(
    '--endpoint <url>',
    'moto, or `aws` for a real account; the embedded AWS otherwise',
    address,
  )
  .option('--buckets <numbers>', 'of `cooper check`: few, and many', counts, [1000, 10_000])
  .option('--json', 'figures as JSON on standard output')
  .addHelpText(
    'after',
    `
Events and \`cooper check\` are measured at the endpoint, everything else on this machine. With --endpoint, the benchmark
creates a topic and buckets named cooper-bench-…, and deletes them at the end. Its check reads all buckets of the account.

  npm run bench
  npm run bench -- --buckets 1000,100000
  npm run bench -- --endpoint http://127.0.0.1:5000 --buckets 1000
  npm run bench -- --endpoint aws --buckets 20 --json`,
  )
  .parse()
  .opts<Options>()

const figures: Figure[] = []
for (const measure of [
  coldImport,
  bundleSize,
  events,
  decision,
  checks,
  memory,
  accessLogs,
  objects,
  templates,
]) {
  if (!json) console.error(`Measuring: ${measure.name}`)
  figures.push(...(await measure()))
}
const packages = await packageRows()
const machine = {
  node: process.version,
  processor: `${cpus().length} × ${cpus()[0]?.model}`,
  gigabytes: Math.round(totalmem() / 2 ** 30),
}
if (json) {
  const rows = figures.map((figure) => ({ ...figure, kept: isKept(figure) }))
  console.log(JSON.stringify({ machine, figures: rows, packages }, undefined, 2))
} else {
  console.table(Object.fromEntries(figures.map((figure) => [figure.figure, rowOf(figure)])))
  console.table(Object.fromEntries(packages.map(({ package: name, ...row }) => [name, row])))
  console.log(Object.values(machine).join(', '))
}
process.exitCode = figures.every(isKept) ? 0 : 1

async function events(): Promise<readonly Figure[]> {
  return at(endpoint ? foreignEndpoint(endpoint) : embeddedEndpoint(), oneEvent)
}

async function checks(): Promise<readonly Figure[]> {
  if (endpoint) return at(foreignEndpoint(endpoint), (one) => checkAll(one, endpoint))
  const limited = embeddedEndpoint({ requestsPerSecond: LIMIT })
  return [
    ...(await at(limited, (one) => checkAll(one, `an endpoint of ${LIMIT}/s`))),
    ...(await at(embeddedEndpoint(), beside)),
  ]
}

/** Few buckets, then many. At an external endpoint, existing buckets count in addition. */
async function checkAll(one: Endpoint, whose: string): Promise<readonly Figure[]> {
  const [few = 1000, many] = buckets
  // A real endpoint verifies signatures, so only the SDK can create the load.
  const load = endpoint === AWS ? 'sdk-load' : 'raw-load'
  const names = await one.make(few, 'compliant')
  const first = await check(one, names, load)
  if (many === undefined) return [share(first, whose)]
  const all = [...names, ...(await one.make(many - few, 'compliant'))]
  const second = await check(one, all, load)
  return [share(first, whose), share(second, whose), ...growth(first, second)]
}

/** Without a limit of the endpoint. Only for comparison, since both share the processors. */
async function beside(one: Endpoint): Promise<readonly Figure[]> {
  const names = await one.make(2000, 'compliant')
  const sdk = share(
    await check(one, names, 'sdk-load'),
    'an endpoint without a limit, beside the SDK',
    'the same requests by the SDK alone',
  )
  const raw = share(await check(one, names), 'an endpoint without a limit, beside a load')
  return [sdk, raw].map(({ aim: _, ...figure }) => figure)
}

async function at(
  one: Promise<Endpoint>,
  measure: (endpoint: Endpoint) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  const started = await one
  try {
    return await measure(started)
  } finally {
    await started.close()
  }
}

function address(text: string): string {
  if (text === AWS || /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text
  throw new InvalidArgumentError('It must be an address like http://127.0.0.1:5000, or aws.')
}

function counts(text: string): readonly number[] {
  const numbers = text.split(',').map(Number)
  if (numbers.length <= 2 && numbers.every((one) => Number.isInteger(one) && one > 0)) {
    return numbers.toSorted((one, other) => one - other)
  }
  throw new InvalidArgumentError('It must be one or two numbers, like 1000,10000.')
}
