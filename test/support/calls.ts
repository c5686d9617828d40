import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RequestEntry } from '../../src/local-aws/log.ts'

/** The calls of the bot in the tests. Each process writes its own file. */
const FOLDER = resolve(import.meta.dirname, '../../.calls')

/** One kind of call. Failed and repeated calls need the same permission. */
export interface BotCall extends Pick<RequestEntry, 'operation' | 'action' | 'resource'> {
  /** The account of the role. */
  readonly account: string
  readonly role: string
}

export function emptyCalls(): void {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER)
}

const noted = new Set<string>()

/** Records a call of the bot for the tests that compare all calls with the roles. */
export function noteCall({ operation, action, resource, caller }: RequestEntry): void {
  const [, account, role] = /:(\d{12}):assumed-role\/(cooper-[^/]+)\//.exec(caller) ?? []
  if (account === undefined || role === undefined) return
  const line = JSON.stringify({ account, role, operation, action, resource } satisfies BotCall)
  if (noted.has(line)) return
  noted.add(line)
  mkdirSync(FOLDER, { recursive: true })
  appendFileSync(join(FOLDER, `${process.pid}.ndjson`), `${line}\n`)
}

/** Every kind of call that the bot made since the folder was emptied. */
export function notedCalls(): readonly BotCall[] {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : []
  const lines = files.flatMap((file) => readFileSync(join(FOLDER, file), 'utf8').trim().split('\n'))
  return [...new Set(lines)].sort().map((line) => JSON.parse(line))
}
