import { get as getPlain, Agent as PlainAgent } from 'node:http'
import { get as getTls, Agent as TlsAgent } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { signed } from '../local-aws/support.ts'

/**
 * How many requests per second an endpoint can serve: the same requests as `cooper check` sends, without any other work.
 * Retries a request that got SlowDown. Only for endpoints that check no signatures.
 */
const [url = '', names = '', connections = '1'] = process.argv.slice(2)

const isTls = url.startsWith('https:')
const options = { keepAlive: true, maxSockets: Number(connections) }
const agent = isTls ? new TlsAgent(options) : new PlainAgent(options)
const buckets: readonly string[] = JSON.parse(names)
const paths = buckets.flatMap((name) => [`/${name}?policy`, `/${name}?encryption`])

const statusOf = (path: string) =>
  new Promise<number | undefined>((done, fail) => {
    const get = isTls ? getTls : getPlain
    get(`${url}${path}`, { agent, headers: signed() }, (response) => {
      response.resume().on('end', () => done(response.statusCode))
    }).on('error', fail)
  })

async function work() {
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    while ((await statusOf(path)) === 503) await wait(20)
  }
}

const count = paths.length
const started = performance.now()
await Promise.all(Array.from({ length: Number(connections) }, work))
console.log(count / ((performance.now() - started) / 1000))
agent.destroy()
