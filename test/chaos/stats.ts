import type { Chaos } from './run-chaos.ts'

const COUNTED = {
  'writes of others': ({ events }) => events.length,
  'writes of Cooper': ({ world }) => world.writes.filter(({ by }) => by).length,
  'put back': ({ coopers }) =>
    distinctRecords(coopers).filter(({ lostUpdate }) => lostUpdate?.step).length,
  asked: ({ coopers }) =>
    distinctRecords(coopers).filter(({ lostUpdate }) => lostUpdate && !lostUpdate.step).length,
  flapping: ({ coopers }) => distinctRecords(coopers).filter(({ flapping }) => flapping).length,
  undone: ({ coopers }) =>
    distinctRecords(coopers).filter(({ outcome }) => outcome === 'undone').length,
  'in doubt': ({ coopers }) =>
    distinctRecords(coopers).filter(({ steps }) =>
      steps.some(({ status }) => status === 'interrupted'),
    ).length,
  killed: ({ killed }) => killed,
  'events lost': ({ dropped }) => dropped.size,
  'not let in': ({ coopers }) => coopers.reduce((sum, { ignored }) => sum + ignored.size, 0),
  'accounts not swept': ({ coopers }) =>
    coopers
      .flatMap(({ digests }) => digests)
      .filter(({ accounts }) => accounts?.some(({ problem }) => problem !== undefined)).length,
  'dead letters': ({ dead }) => [...dead.values()].reduce((sum, { size }) => sum + size, 0),
  resumed: ({ coopers }) =>
    coopers
      .flatMap(({ entries }) => entries())
      .filter(({ run, resumed }) => resumed !== undefined && resumed.run !== run).length,
  'sent by the outbox': ({ coopers }) =>
    coopers.reduce((sum, { sentByOutbox }) => sum + sentByOutbox(), 0),
  digests: ({ coopers }) => coopers.flatMap(({ digests }) => digests).length,
  'buckets deleted': ({ world }) => world.deleted(),
  'second Coopers': ({ coopers }) => coopers.length - 1,
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
const distinctRecords = (coopers: Chaos['coopers']) =>
  coopers.flatMap(({ notified, noted }) =>
    [...notified, ...noted].filter(
      ({ id, outcome }, index, all) =>
        all.findIndex((one) => one.id === id && one.outcome === outcome) === index,
    ),
  )
