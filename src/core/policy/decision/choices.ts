import { bucketArn } from '../evaluation/resources.ts'
import { ANY, type KeyConstraint, PRESENT } from '../request-class.ts'
import { actionDimension } from './choose-action.ts'
import { CALLER_KEYS, callerDimension } from './choose-caller.ts'
import { CHAIN_KEYS, chainDimension } from './choose-chain.ts'
import { keyDimension } from './choose-key.ts'
import { objectDimension } from './choose-object.ts'
import { TIME_KEYS, timeDimension } from './choose-time.ts'
import type { Dimension } from './dimension.ts'
import { type IdentityClass, userIdShapes, usualUserId } from './identity.ts'
import { ALWAYS_PRESENT, constraintByCaller, constraintByNature } from './key-presence.ts'
import type { Situation, SituationAttempt } from './situation.ts'
import { isUnknownCondition } from './weaken.ts'

/** All choices in a situation. */
export interface ChosenValues {
  readonly action: Dimension
  /** `undefined` for an action on the bucket, whose resource is fixed. */
  readonly object: Dimension | undefined
  readonly keys: ReadonlyMap<string, Dimension>
  readonly all: readonly Dimension[]
}

export function choicesOf(attempt: SituationAttempt, situation: Situation): ChosenValues {
  const { questions, requests, scope, budget } = attempt
  const { kind, caller, actions } = situation
  const statements = questions.statements.map(({ statement }) => statement)
  const names = actions.names ?? requests.actions
  const action = shared(attempt.actions, `${kind} ${names}`, () =>
    actionDimension(
      statements.map((statement) => statement.actions),
      { kind, group: actions, requests },
      budget,
    ),
  )
  const sets = statements.map(({ resources }) => resources)
  const arn = bucketArn(requests.bucket)
  const anyObject = (): Dimension => objectDimension(sets, arn, scope, budget)
  const object = kind === 'object' ? shared(attempt.dimensions, arn, anyObject) : undefined
  const ofCaller = caller === 'anonymous' ? ['aws:principaltype'] : OF_EVERY_IDENTITY
  const always = attempt.ties === 'documented' ? [...ofCaller, ...ALWAYS_PRESENT] : ofCaller
  const mentioned = questions.conditions.map(({ key }) => key)
  const tied = [...situation.tied].filter(([, { presence }]) => presence === 'present')
  const together = tied.map(([key]) => key)
  const named = new Set([
    ...requests.context.keys(),
    ...always,
    ...together,
    ...situation.settled.keys(),
    ...mentioned,
  ])
  const keys = new Map([...named].map((key) => [key, keyChoice(key, attempt, situation)]))
  const all = [action, object, ...keys.values()].filter((one) => one !== undefined)
  return { action, object, keys, all: [...new Set(all)] }
}

const OF_EVERY_IDENTITY = [
  'aws:principaltype',
  'aws:principalarn',
  'aws:userid',
  'aws:principalisawsservice',
]

function keyChoice(key: string, attempt: SituationAttempt, situation: Situation): Dimension {
  const { questions, scope, budget } = attempt
  const { caller, settled } = situation
  const { conditions } = questions
  if (caller !== 'anonymous' && isOfCaller(key, caller)) {
    const { sample, session, notArns } = caller
    const name = `caller ${caller.type} ${sample.principalArn} ${session} ${notArns.length}`
    return shared(attempt.dimensions, name, () =>
      callerDimension(caller, conditions, scope, budget),
    )
  }
  if (caller !== 'anonymous' && key === 'aws:userid' && !settled.has(key)) {
    return shared(attempt.dimensions, `id ${caller.type} ${caller.session}`, () =>
      idDimension(caller, attempt),
    )
  }
  const constraint = constraintOf(key, attempt, situation)
  if (TIME_KEYS.includes(key) && !settled.has(key)) {
    return shared(attempt.dimensions, `time ${attempt.ties}`, () =>
      timeDimension(conditions, scope, budget, attempt.ties),
    )
  }
  const isChain = attempt.ties === 'documented' && CHAIN_KEYS.includes(key)
  if (isChain && constraint.presence === 'present') {
    return shared(attempt.dimensions, 'chain', () => chainDimension(conditions, scope, budget))
  }
  return shared(attempt.dimensions, `${key} ${choiceName(constraint)}`, () =>
    keyDimension(key, conditions, constraint, scope, budget),
  )
}

function idDimension(
  caller: IdentityClass,
  { questions, scope, budget }: SituationAttempt,
): Dimension {
  const likely = [usualUserId(caller)]
  const ids = { likely, others: () => [], cost: () => 0, shapes: userIdShapes(caller) }
  return keyDimension('aws:userid', questions.conditions, PRESENT, scope, budget, ids)
}

function isOfCaller(key: string, { type }: IdentityClass): boolean {
  if (key === 'aws:username') return type === 'user'
  if (key === 'aws:userid') return type === 'root' || type === 'federated-user'
  return CALLER_KEYS.includes(key)
}

export function constraintOf(
  key: string,
  { requests, ties }: Pick<SituationAttempt, 'requests' | 'ties'>,
  { caller, settled, tied, actions }: Situation,
): KeyConstraint {
  if (isUnknownCondition(key)) return { presence: 'present', oneOf: ['true', 'false'] }
  const type = caller === 'anonymous' ? caller : caller.type
  const given = settled.get(key) ?? requests.context.get(key)
  if (given !== undefined && given.presence !== 'any') return given
  const known =
    constraintByCaller(key, type, ties) ??
    actions.keys.get(key) ??
    tied.get(key) ??
    constraintByNature(key, requests, ties) ??
    ANY
  return given === undefined ? known : { ...given, presence: known.presence }
}

function choiceName({ presence, oneOf, noneOf }: KeyConstraint): string {
  return `${presence} ${oneOf?.join('\n')} ${noneOf?.join('\n')}`
}

function shared(
  dimensions: Map<string, Dimension>,
  name: string,
  make: () => Dimension,
): Dimension {
  const known = dimensions.get(name)
  if (known !== undefined) return known
  const made = make()
  dimensions.set(name, made)
  return made
}
