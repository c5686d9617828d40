import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RequestEntry } from '../../src/local-aws/log.ts'

/** The calls of the bot in the tests. Each process writes its own file. */
const FOLDER = resolve(import.meta.dirname, '../../.calls')

/** One kind of call. Failed and repeated calls need the same permission. */
export interface BotCall extends Pick<RequestEntry, 'operation' | 'action' | 'resource'> {
  readonly role: string
}

export function emptyCalls(): void {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER)
}

const noted = new Set<string>()

/** Records a call of the bot for the test that compares all calls with the roles. `stack`: where it is not that of one account. */
export function noteCall({ operation, action, resource, caller }: RequestEntry, stack = ''): void {
  const [, role] = /:assumed-role\/(cooper-[^/]+)\//.exec(caller) ?? []
  if (role === undefined) return
  const line = JSON.stringify({
    role: `${stack}${role}`,
    operation,
    action,
    resource,
  } satisfies BotCall)
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
