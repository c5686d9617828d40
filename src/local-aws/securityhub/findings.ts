import type { ImportedFinding } from './asff-schema.ts'

/** How Security Hub behaves. */
export interface SecurityHubOptions {
  /** Regions in which it is switched off. */
  readonly offIn?: readonly string[]
  /** How many findings GetFindings answers at most. Default: 100. */
  readonly pageSize?: number
  /** Whether it refuses a finding, by its Id. Default: none. */
  readonly refuses?: (id: string) => boolean
}

export type SecurityHub = Required<SecurityHubOptions> & Findings

/** A finding as Security Hub stores it. */
export interface StoredFinding extends ImportedFinding {
  /** What people set, which no import changes. */
  Workflow: { Status: string }
}

/** The findings of all accounts and regions, by account, region and Id. */
interface Findings {
  readonly all: () => readonly StoredFinding[]
  readonly find: (place: FindingPlace, id: string) => StoredFinding | undefined
  readonly put: (place: FindingPlace, finding: StoredFinding) => void
}

export interface FindingPlace {
  readonly account: string
  readonly region: string
}

export function createSecurityHub({
  offIn = [],
  pageSize = 100,
  refuses = () => false,
}: SecurityHubOptions = {}): SecurityHub {
  const stored = new Map<string, StoredFinding>()
  const keyOf = ({ account, region }: FindingPlace, id: string) =>
    JSON.stringify([account, region, id])
  return {
    ...{ offIn, pageSize, refuses },
    all: () => [...stored.values()],
    find: (place, id) => stored.get(keyOf(place, id)),
    put: (place, finding) => void stored.set(keyOf(place, finding.Id), finding),
  }
}
