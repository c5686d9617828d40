import { type CallerIdentity, callerIdentity } from '../../aws/caller-identity.ts'
import { type RegionalS3, regionalS3 } from '../../aws/s3/regional-s3.ts'
import { isTooMuch } from '../../check/overload.ts'
import type { CommandSettings } from '../../config/command-settings.ts'
import { createPace, type Pace } from '../../core/check/pace.ts'
import { errorText } from '../../core/cooper-error.ts'
import { settled } from '../../core/retry.ts'
import { useProfile } from './account-options.ts'
import {
  type BucketSource,
  listedBuckets,
  namedBuckets,
  refuseForeignKey,
} from './bucket-source.ts'
import { refuseUnknownRegions } from './known-regions.ts'
import { type MemberAccount, type Members, openMembers, type Unreachable } from './members.ts'
import type { OrganizationOptions } from './organization-options.ts'
import type { SelectionOptions } from './selection-options.ts'
import { openSettings, openSettingsByAccount } from './settings-options.ts'

/** The buckets of one account that a command works on, and how to reach them. */
export interface Selection extends MemberAccount {
  readonly caller: CallerIdentity
  readonly asked: CommandSettings
  readonly source: BucketSource
  readonly s3: (region: string) => RegionalS3
  readonly pace: Pace
  /** Closes the connections, which S3 would keep open for a while. They are opened again when they are needed. */
  readonly close: () => void
}

/** The selection in each account. */
export interface Selections extends Pick<Members, 'unreachable'> {
  readonly caller: CallerIdentity
  readonly asked: CommandSettings
  readonly all: readonly Selection[]
  readonly isOrganization: boolean
  /** Where the buckets are. Empty: in all regions. */
  readonly regions: readonly string[]
}

/** The selection in the account of the caller. */
export async function openSelection(
  names: readonly string[],
  options: SelectionOptions,
): Promise<Selection> {
  const facts = await openCaller(options)
  return selectIn({ account: facts.caller.account }, names, options, facts)
}

export async function openSelections(
  names: readonly string[],
  options: SelectionOptions & OrganizationOptions,
): Promise<Selections> {
  if (options.organization) return openOrganization(options)
  const only = await openSelection(names, options)
  const { caller, asked, source } = only
  const { regions } = source
  return { caller, asked, regions, all: [only], unreachable: [], isOrganization: false }
}

async function openOrganization(
  options: SelectionOptions & OrganizationOptions,
): Promise<Selections> {
  const { caller, asked } = await openCaller(options)
  const settingsOf = await openSettingsByAccount(options, caller, chosenControls(options))
  const { members, unreachable } = await openMembers(options, caller)
  const select = async (member: MemberAccount): Promise<Selection | Unreachable> => {
    const { account } = member
    const own = await settled(settingsOf(account))
    if ('error' in own) return { account, reason: errorText(own.error) }
    return selectIn(member, [], options, { caller, asked: own.value })
  }
  const opened = await Promise.all(members.map(select))
  return {
    ...{ caller, asked, isOrganization: true, regions: regionsOf(options, caller) },
    all: opened.flatMap((one) => ('reason' in one ? [] : [one])),
    unreachable: [...unreachable, ...opened.filter((one) => 'reason' in one)],
  }
}

async function openCaller(options: SelectionOptions) {
  useProfile(options)
  await refuseUnknownRegions(options.region)
  const caller = await callerIdentity(options.region?.[0])
  const asked = await openSettings(options, caller, chosenControls(options))
  return { caller, asked }
}

const chosenControls = ({ control }: SelectionOptions) => control && { CONTROLS: control.join(',') }

const regionsOf = (
  { allRegions, region }: SelectionOptions,
  caller: CallerIdentity,
): readonly string[] => (allRegions ? [] : (region ?? [caller.region]))

async function selectIn(
  member: MemberAccount,
  names: readonly string[],
  options: SelectionOptions,
  { caller, asked }: Pick<Selection, 'caller' | 'asked'>,
): Promise<Selection> {
  const { concurrency } = options
  const pace = createPace(concurrency)
  const { s3, close } = pacedS3(pace, concurrency, member)
  const place = { account: member.account, home: caller.region, s3 }
  const regions = regionsOf(options, caller)
  const source = names.length > 0 ? await namedBuckets(names, place) : listedBuckets(regions, place)
  refuseForeignKey(asked.settings, source)
  return { ...member, caller, asked, source, s3, pace, close }
}

/** Two connections for each bucket that is checked. The pace follows whether S3 answers or throttles. */
export function pacedS3(
  pace: Pace,
  concurrency: number,
  { credentials }: Pick<MemberAccount, 'credentials'>,
): Pick<Selection, 's3' | 'close'> {
  const now = () => performance.now()
  const used = new Set<RegionalS3>()
  const inRegion = regionalS3(process.env, {
    credentials,
    connections: concurrency * 2,
    turn: () => pace.turn(now()),
    answered: (error) => (isTooMuch(error) ? pace.refused(now()) : pace.answered(now())),
  })
  return {
    s3(region) {
      const found = inRegion(region)
      used.add(found)
      return found
    },
    close() {
      for (const { client } of used) client.destroy()
    },
  }
}
