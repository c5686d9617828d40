import type { Chaos } from './run-chaos.ts'

const COUNTED = {
  'writes of others': ({ events }) => events.length,
  'writes of Cooper': ({ world }) => world.writes.filter(({ after }) => after).length,
  'put back': ({ world }) =>
    distinctRecords(world).filter(({ lostUpdate }) => lostUpdate?.step).length,
  asked: ({ world }) =>
    distinctRecords(world).filter(({ lostUpdate }) => lostUpdate && !lostUpdate.step).length,
  flapping: ({ world }) => distinctRecords(world).filter(({ flapping }) => flapping).length,
  undone: ({ world }) =>
    distinctRecords(world).filter(({ outcome }) => outcome === 'undone').length,
  'in doubt': ({ world }) =>
    distinctRecords(world).filter(({ steps }) =>
      steps.some(({ status }) => status === 'interrupted'),
    ).length,
  killed: ({ killed }) => killed,
  'events lost': ({ dropped }) => dropped.size,
  'dead letters': ({ dead }) => dead.size,
} satisfies Readonly<Record<string, (chaos: Chaos) => number>>

export type Stats = Readonly<Record<keyof typeof COUNTED, number>>

/** The counts of one run of chaos, added to those before. */
export const counted = (chaos: Chaos, before?: Stats): Stats =>
  Object.fromEntries(
    Object.entries(COUNTED).map(([name, count]) => [
      name,
      (before?.[name as keyof Stats] ?? 0) + count(chaos),
    ]),
  ) as Stats

/** The records that people were notified of, without repeated notifications. */
const distinctRecords = ({ notified: all }: Chaos['world']) =>
  all.filter(
    ({ id, outcome }, index) =>
      all.findIndex((one) => one.id === id && one.outcome === outcome) === index,
  )
