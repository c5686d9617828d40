import { resolve } from 'node:path'
import { embeddedEndpoint } from './endpoint.ts'
import { type Figure, only, spreadOf } from './figure.ts'
import { type Run, startProcess } from './lambda-process.ts'
import { created } from './one-event.ts'

const EVENTS = 1000
const FIRST = 50

/** The memory in megabytes of the smallest function that Lambda supports. */
const SMALLEST = 128

/** The part of it for old and for new objects, beside Node.js itself. */
const HEAP = ['--max-old-space-size=64', '--max-semi-space-size=6']

/** A warm function that checks a compliant bucket and remediates another one, in turn. Always on the embedded AWS. */
export async function memory(): Promise<readonly Figure[]> {
  const kept = (await runs(['--expose-gc'])).map(({ heapMegabytes }) => heapMegabytes)
  const held = (await runs(HEAP)).map(({ megabytes }) => megabytes)
  return [
    {
      ...{ figure: `objects after ${EVENTS} events`, unit: 'MB', ...spreadOf(kept.slice(-FIRST)) },
      ...{ limit: spreadOf(kept.slice(0, FIRST)).max, of: `the first ${FIRST} events` },
      aim: { atMost: 1.05 },
    },
    {
      figure: `memory for ${EVENTS} events, ${HEAP[0]}`,
      ...{ unit: 'MB', ...only(held.at(-1) ?? Number.NaN) },
      ...{ limit: SMALLEST, of: 'the smallest function', aim: { atMost: 1 } },
    },
  ]
}

async function runs(flags: readonly string[]): Promise<readonly Run[]> {
  const endpoint = await embeddedEndpoint()
  const [compliant = ''] = await endpoint.make(1, 'compliant')
  const others = await endpoint.make(EVENTS / 2, 'without-policy')
  const lambda = startProcess(resolve('dist/bucket-changed.cjs'), endpoint.environment, {
    flags,
  })
  const all: Run[] = []
  for (const name of others) {
    all.push(
      await lambda.run(created(compliant, endpoint)),
      await lambda.run(created(name, endpoint)),
    )
  }
  lambda.stop()
  await endpoint.close()
  const wrong = all.find(({ result }) => !['compliant', 'remediated'].includes(`${result.outcome}`))
  if (wrong) throw new Error(`Cannot measure: ${JSON.stringify(wrong.result)}`)
  return all
}
