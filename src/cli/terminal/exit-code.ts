/** What every verb ends with. The worst of several wins. `interrupted`: as shells tell of Ctrl-C. */
export const EXIT = { well: 0, findings: 1, wrongInput: 2, interrupted: 130 } as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const worst = (codes: readonly ExitCode[]): ExitCode =>
  codes.reduce<ExitCode>((a, b) => (a > b ? a : b), EXIT.well)
