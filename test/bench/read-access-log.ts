import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { createImpactTally } from '../../src/core/impact/impact.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { lineReader } from '../../src/impact/log-lines.ts'
import { PIECE, readLog } from '../../src/impact/read-log.ts'
import { LOGGED_BUCKET, logPieces } from './log-pieces.ts'

// A process of its own, so that its memory is that of one reading. Prints what it took.

/** How the log is read: judged, or the least possible: Node.js counts the lines that contain a text, as `grep -c` does. */
const [way = 'judge', source = ''] = process.argv.slice(2)

const file = () => createReadStream(source, { highWaterMark: PIECE })
const lines = Number(source)
const bytes = Number.isNaN(lines) ? file() : logPieces(lines)

let found = 0
const begun = performance.now()
if (way === 'judge') {
  const after = parsePolicy({ Version: '2012-10-17', Statement: [tlsOnlyStatement(LOGGED_BUCKET)] })
  const tally = createImpactTally(LOGGED_BUCKET, { before: undefined, after })
  await readLog(bytes, { record: tally.add, unreadable: () => undefined })
  found = tally.impact().denied.requests
} else {
  const reader = lineReader((line) => {
    if (line.includes(' - - - us-east-1')) found += 1
  })
  const plain = source.endsWith('.gz') ? file().pipe(createGunzip({ chunkSize: PIECE })) : bytes
  for await (const piece of plain) reader.take(piece.toString('latin1'))
  reader.end()
}
const seconds = (performance.now() - begun) / 1000
const { user, system } = process.cpuUsage()
const megabytes = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ seconds, processor: (user + system) / 1e6, megabytes, found }))
