import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Nothing is downloaded for tests: they use the Chromium of the machine, where it has one. */
export const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
)

/** CloudTrail records of real accounts. They are not part of the repository. */
export const RECORDED_EVENTS = fileURLToPath(
  new URL('../../../shared/events/recorded-cloudtrail.jsonl', import.meta.url),
)

const runs = (command: string, option: string) => () =>
  spawnSync(command, [option], { timeout: 120_000 }).status === 0

/** What a test may need that `npm ci` does not bring, and whether this machine has it. */
const TOOLS = {
  chromium: () => CHROMIUM !== undefined,
  moto_server: runs('moto_server', '--help'),
  'cfn-lint': runs('cfn-lint', '--version'),
  aws: runs('aws', '--version'),
  'recorded-events': () => existsSync(RECORDED_EVENTS),
} as const satisfies Readonly<Record<string, () => boolean>>

export type Tool = keyof typeof TOOLS

export const isThere = (tool: Tool): boolean => TOOLS[tool]()

/** Whether the machine is said to have the tool: COOPER_REQUIRE lists them, with spaces between. */
export const isRequired = (tool: Tool, required = process.env.COOPER_REQUIRE ?? ''): boolean =>
  required.split(/\s+/).includes(tool)
