import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Tests download nothing: they use the machine's Chromium, if it has one. */
export const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
)

/** CloudTrail records of real accounts. They are not part of the repository. */
export const RECORDED_EVENTS = fileURLToPath(
  new URL('../../../shared/events/recorded-cloudtrail.jsonl', import.meta.url),
)

const runs = (command: string, option: string) => () =>
  spawnSync(command, [option], { timeout: 120_000 }).status === 0

/** Tools that some tests need and `npm ci` does not install, and whether this machine has them. */
const TOOLS = {
  chromium: () => CHROMIUM !== undefined,
  moto_server: runs('moto_server', '--help'),
  'cfn-lint': runs('cfn-lint', '--version'),
  aws: runs('aws', '--version'),
  'recorded-events': () => existsSync(RECORDED_EVENTS),
} as const satisfies Readonly<Record<string, () => boolean>>

export type Tool = keyof typeof TOOLS

export const isThere = (tool: Tool): boolean => TOOLS[tool]()

/** Whether COOPER_REQUIRE, a list with spaces, has the tool: then the machine must have it. */
export const isRequired = (tool: Tool, required = process.env.COOPER_REQUIRE ?? ''): boolean =>
  required.split(/\s+/).includes(tool)
