import { execFileSync } from 'node:child_process'
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Figure, only, spreadOf } from './figure.ts'
import { logPieces } from './log-pieces.ts'

const LINES = 1_000_000

/** Of the memory row. */
const MANY = 10_000_000

/** The least lines a second from a local file. */
const LEAST = 300_000

const ROUNDS = 5

interface Reading {
  readonly seconds: number
  /** Seconds of processor time. */
  readonly processor: number
  readonly megabytes: number
}

const read = (way: 'judge' | 'count', source: string): Reading => {
  const program = resolve(import.meta.dirname, 'read-access-log.ts')
  return JSON.parse(execFileSync(process.execPath, [program, way, source], { encoding: 'utf8' }))
}

/** `cooper impact` on log files, beside the least that Node.js needs to read them. */
export async function accessLogs(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cooper-bench-'))
  try {
    const plain = join(folder, 'access.log')
    const compressed = `${plain}.gz`
    await pipeline(logPieces(LINES), createWriteStream(plain))
    await pipeline(createReadStream(plain), createGzip(), createWriteStream(compressed))
    const rates: number[] = []
    const ratios = { plain: [] as number[], compressed: [] as number[] }
    for (let round = 0; round < ROUNDS; round += 1) {
      const judged = read('judge', plain)
      rates.push(LINES / judged.seconds)
      ratios.plain.push(judged.processor / read('count', plain).processor)
      ratios.compressed.push(
        read('judge', compressed).processor / read('count', compressed).processor,
      )
    }
    const few = read('judge', String(LINES)).megabytes
    const many = read('judge', String(MANY)).megabytes
    const alone = { limit: 1, unit: 'times its processor time', aim: { atMost: 2 } }
    return [
      {
        ...{ figure: 'cooper impact, lines of a plain file', unit: 'lines/s', ...spreadOf(rates) },
        ...{ limit: LEAST, of: 'the least that is required', aim: { atLeast: 1 } },
      },
      {
        ...{ figure: 'cooper impact, a plain log file', ...spreadOf(ratios.plain), ...alone },
        of: 'Node.js, counting the lines that contain a text',
      },
      {
        ...{ figure: 'cooper impact, a compressed log file', ...spreadOf(ratios.compressed) },
        ...{ ...alone, of: 'Node.js, decompressing and counting' },
      },
      {
        ...{ figure: `memory for ${MANY} lines`, unit: 'MB', ...only(many) },
        ...{ limit: few, of: `${LINES} lines`, aim: { atMost: 1.3 } },
      },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
