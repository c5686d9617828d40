import { type EndpointOptions, refusePlainHttp } from '../options/endpoint-options.ts'
import { personalPorts, type RecordOptions } from '../options/ports.ts'
import type { Selections } from '../options/selection.ts'
import { type RemovalOptions, settingsToWrite } from '../options/settings-options.ts'
import type { AccountFrame } from './find-non-compliant.ts'

/** The settings and ports of each account. Throws where the settings ask for less than the bot does. */
export async function openFrames(
  { all, caller, asked }: Selections,
  options: RecordOptions & RemovalOptions & EndpointOptions,
): Promise<(account: string) => AccountFrame> {
  const settings = settingsToWrite(asked, options)
  await refusePlainHttp(settings, caller.region, options)
  const opened = await Promise.all(
    all.map(async (selection) => {
      const portsOf = await personalPorts(options, caller, selection)
      return [selection.account, { settings, portsOf }] as const
    }),
  )
  const frames = new Map<string, AccountFrame>(opened)
  return (account) => {
    const frame = frames.get(account)
    if (!frame) throw new Error(`Cannot fix a bucket of account ${account}: it was not asked for`)
    return frame
  }
}
