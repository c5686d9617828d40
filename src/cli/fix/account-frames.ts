import { type EndpointOptions, refusePlainHttp, requiresTls } from '../options/endpoint-options.ts'
import { personalPorts, type RecordOptions } from '../options/ports.ts'
import type { Selections } from '../options/selection.ts'
import {
  type RemovalOptions,
  settingsToWrite,
  writableSettings,
} from '../options/settings-options.ts'
import type { AccountFrame } from './find-non-compliant.ts'

/** The settings and ports of each account. Throws where the settings ask for less than the bot does. */
export async function openFrames(
  { all, caller, asked }: Selections,
  options: RecordOptions & RemovalOptions & EndpointOptions,
): Promise<(account: string) => AccountFrame> {
  settingsToWrite(asked, options)
  const frames = new Map<string, AccountFrame>()
  for (const selection of all) {
    const settings = writableSettings(selection.asked, options)
    const portsOf = await personalPorts(options, caller, selection)
    frames.set(selection.account, { settings, portsOf })
  }
  const requiring = [...frames.values()].find(({ settings }) => requiresTls(settings))
  if (requiring) await refusePlainHttp(requiring.settings, caller.region, options)
  return (account) => {
    const frame = frames.get(account)
    if (!frame) throw new Error(`Cannot fix a bucket of account ${account}: it was not asked for`)
    return frame
  }
}
