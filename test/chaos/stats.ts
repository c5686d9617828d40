import type { Chaos } from './run-chaos.ts'

const COUNTED = {
  'writes of others': ({ events }) => events.length,
  'writes of Cooper': ({ world }) => world.writes.filter(({ after }) => after).length,
  'put back': ({ world }) => told(world).filter(({ lostUpdate }) => lostUpdate?.step).length,
  asked: ({ world }) =>
    told(world).filter(({ lostUpdate }) => lostUpdate && !lostUpdate.step).length,
  flapping: ({ world }) => told(world).filter(({ flapping }) => flapping).length,
  undone: ({ world }) => told(world).filter(({ outcome }) => outcome === 'undone').length,
  'in doubt': ({ world }) =>
    told(world).filter(({ steps }) => steps.some(({ status }) => status === 'interrupted')).length,
  killed: ({ killed }) => killed,
  'events lost': ({ dropped }) => dropped.size,
  'dead letters': ({ dead }) => dead.size,
} satisfies Readonly<Record<string, (chaos: Chaos) => number>>

export type Stats = Readonly<Record<keyof typeof COUNTED, number>>

/** What the chaos of a seed came to, added to that of others. */
export const counted = (chaos: Chaos, before?: Stats): Stats =>
  Object.fromEntries(
    Object.entries(COUNTED).map(([name, count]) => [
      name,
      (before?.[name as keyof Stats] ?? 0) + count(chaos),
    ]),
  ) as Stats

/** Without what was told once more. */
const told = ({ told: all }: Chaos['world']) =>
  all.filter(
    ({ id, outcome }, index) =>
      all.findIndex((one) => one.id === id && one.outcome === outcome) === index,
  )
