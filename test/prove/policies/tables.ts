import { CLASSES } from '../../core/policy/cases/classes.ts'
import { CONDITIONS } from '../../core/policy/cases/conditions.ts'
import { CORNERS } from '../../core/policy/cases/corners.ts'
import { FORMS } from '../../core/policy/cases/forms.ts'
import { OLD_TLS } from '../../core/policy/cases/old-tls.ts'
import { ALMOST, AS_GOOD, sparingServicesPlainly } from '../../core/policy/cases/rewritten.ts'
import { SCOPES } from '../../core/policy/cases/scopes.ts'
import { SPREAD } from '../../core/policy/cases/spread.ts'
import { UPLOADS } from '../../core/policy/cases/uploads.ts'
import { PROVEN_CLASSES } from '../facts/classes.ts'
import { documentOf, groupOf, type PolicyCase } from './policy-case.ts'
import { REAL_SHAPES } from './real-shapes.ts'
import { SETTLED } from './settled.ts'

const plain = Object.entries({ FORMS, SCOPES, CONDITIONS, SPREAD, CORNERS }).flatMap(
  ([table, rows]) =>
    rows.map(
      ([reason, document]): PolicyCase => ({
        name: `${table.toLowerCase()}: ${reason}`,
        document,
        classes: groupOf(0),
      }),
    ),
)

/** The rows for other classes name their requests; each stands for one of the proven classes. */
const ofClasses = [...OLD_TLS, ...UPLOADS].flatMap(([table, requests, rows]) => {
  const text = JSON.stringify(requests.map(describe))
  const classes = PROVEN_CLASSES.find(
    (group) => JSON.stringify(group.map(({ cooper }) => describe(cooper))) === text,
  )
  if (classes === undefined) throw new Error(`Cannot find the class of "${table}"`)
  return rows.map(
    ([reason, , ...statements]): PolicyCase => ({
      name: `${table}: ${reason}`,
      document: documentOf(statements),
      classes,
    }),
  )
})

function describe({
  actions,
  callers,
  context,
}: {
  actions: unknown
  callers: unknown
  context: ReadonlyMap<string, unknown>
}) {
  return [actions, callers, [...context]]
}

const rewritten = CLASSES.flatMap(([name, , own], index) =>
  [
    ...[...AS_GOOD, ...ALMOST].map(([reason, rewrite]) => [reason, rewrite(own)] as const),
    ['services spared plainly', [sparingServicesPlainly(own)]] as const,
  ].map(
    ([reason, statements]): PolicyCase => ({
      name: `${name}: ${reason}`,
      document: documentOf(statements),
      classes: groupOf(index),
    }),
  ),
)

const real = REAL_SHAPES.map(
  ([name, ...statements]): PolicyCase => ({
    name,
    document: documentOf(statements),
    classes: groupOf(0),
  }),
)

const settled = SETTLED.map(
  ([name, , , document]): PolicyCase => ({ name, document, classes: groupOf(0) }),
)

/** All hand-written policies of the tests. */
export const TABLES: readonly PolicyCase[] = [
  ...settled,
  ...plain,
  ...real,
  ...ofClasses,
  ...rewritten,
]
