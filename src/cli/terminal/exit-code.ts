/** The exit codes of every command. The worst of several wins. `interrupted` is 128 + SIGINT, as shells have it. */
export const EXIT = {
  well: 0,
  findings: 1,
  wrongInput: 2,
  /** With --strict-exit only. */
  onlyUnknown: 3,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const worst = (codes: readonly ExitCode[]): ExitCode =>
  codes.reduce<ExitCode>((a, b) => (a > b ? a : b), EXIT.well)
