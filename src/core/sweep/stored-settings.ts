/** The settings of a bot, which it keeps in its journal for the commands of a person. */
export interface StoredSettings {
  readonly version: 1
  /** When they were stored, ISO 8601 in UTC. */
  readonly time: string
  /** The name of the role of the bot. */
  readonly cooper: string
  readonly region: string
  /** The values by the names of the environment variables. A variable that is not set is absent. */
  readonly variables: Readonly<Record<string, string>>
}

/** `absent`: the journal has none yet. `unreadable`: a later version of Cooper wrote them, or something else did. */
export type SettingsInJournal = StoredSettings | 'absent' | 'unreadable'

export interface SettingsStore {
  read(): Promise<SettingsInJournal>
  put(settings: StoredSettings): Promise<void>
}

/** Whether it is the same bot with the same settings. */
export const isSameSettings = (one: StoredSettings, other: StoredSettings): boolean =>
  textOf(one) === textOf(other)

const textOf = ({ cooper, region, variables }: StoredSettings) =>
  JSON.stringify([cooper, region, Object.entries(variables).toSorted()])
