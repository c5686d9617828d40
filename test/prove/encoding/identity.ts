import { ACCOUNT_ID } from '../facts/keys.ts'
import {
  ANY_CHARACTER,
  ANY_TEXT,
  anyExcept,
  characters,
  exactText,
  inAll,
  type Language,
  NOTHING,
  oneOrMore,
  optional,
  repeated,
  sequence,
  times,
} from '../texts/languages.ts'
import type { KeyTerms } from './keys.ts'
import { givenText, partOf, type Scene, type Text } from './scene.ts'
import { type Term, TRUE } from './smt.ts'

// The names and paths of IAM: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const NAME = oneOrMore(characters('a-zA-Z0-9_+=,.@-'))
const PATH = sequence([
  exactText('/'),
  optional(sequence([oneOrMore(characters('\u0021-\u007e')), exactText('/')])),
])
const UNIQUE_ID = oneOrMore(characters('A-Z0-9'))
const LONGEST_ARN = 700

const iam = (...rest: readonly Language[]) =>
  sequence([exactText('arn:aws:iam::'), ACCOUNT_ID, ...rest])

const ARNS: Readonly<Record<Scene['caller'], Language>> = {
  anonymous: NOTHING,
  user: iam(exactText(':user'), PATH, NAME),
  role: iam(exactText(':role'), PATH, NAME),
  root: iam(exactText(':root')),
  federated: sequence([
    exactText('arn:aws:sts::'),
    ACCOUNT_ID,
    exactText(':federated-user/'),
    NAME,
  ]),
  cloudfront: sequence([exactText('arn:aws:iam::cloudfront:user/'), ANY_TEXT]),
}

/** What `aws:PrincipalArn` says. For a session it is the role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn */
export const arnOf = (scene: Scene): Text => scene.text('arn', ARNS[scene.caller], LONGEST_ARN)

/** The account of a caller with credentials: its place in the ARN is fixed. */
export const accountOf = (scene: Scene): Text =>
  partOf(arnOf(scene), (account) =>
    sequence([
      times(13, ANY_CHARACTER),
      inAll([account, times(12, ANY_CHARACTER)]),
      exactText(':'),
      ANY_TEXT,
    ]),
  )

/** The friendly name at the end of the ARN. */
export const nameOf = (scene: Scene): Text =>
  partOf(arnOf(scene), (name) =>
    sequence([ANY_TEXT, exactText('/'), inAll([name, repeated(anyExcept('/'))])]),
  )

/** The name that a session was given: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const sessionOf = (scene: Scene): Text =>
  partOf(userIdOf(scene), (session) =>
    sequence([repeated(anyExcept(':')), exactText(':'), session]),
  )

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable */
function userIdOf(scene: Scene): Text {
  switch (scene.caller) {
    case 'root':
      return accountOf(scene)
    case 'federated':
      return scene.text('user id', sequence([ACCOUNT_ID, exactText(':'), NAME]), 64)
    case 'role':
      return scene.text('user id', SESSION_ID, 256)
    default:
      return scene.text('user id', sequence([exactText('AIDA'), UNIQUE_ID]), 128)
  }
}

const SESSION_ID = sequence([exactText('AROA'), UNIQUE_ID, exactText(':'), NAME])

const NONE: KeyTerms = { form: 'text', choices: [], slots: [] }
const text = (value: Text, there: Term = TRUE): KeyTerms => ({
  form: 'text',
  choices: [],
  slots: [{ there, text: value }],
})

export function identityKey(scene: Scene, key: string): KeyTerms | undefined {
  const isAnonymous = scene.caller === 'anonymous'
  switch (key) {
    case 'aws:principaltype':
      return fixed(scene, TYPES[scene.caller])
    case 'aws:principalisawsservice':
      return isAnonymous ? NONE : fixed(scene, 'false')
    case 'aws:principalarn':
      return isAnonymous ? NONE : text(arnOf(scene))
    case 'aws:principalaccount':
      return isAnonymous ? anonymousKey(scene, key) : text(accountOf(scene))
    case 'aws:username':
      return scene.caller === 'user' ? text(nameOf(scene)) : NONE
    case 'aws:userid':
      return isAnonymous ? anonymousKey(scene, key) : text(userIdOf(scene))
    default:
      return undefined
  }
}

const fixed = (scene: Scene, value: string): KeyTerms => ({
  form: 'choice',
  choices: [value],
  slots: [{ there: TRUE, text: givenText(value, scene.require) }],
})

const TYPES = {
  anonymous: 'Anonymous',
  user: 'User',
  role: 'AssumedRole',
  root: 'Account',
  federated: 'FederatedUser',
  cloudfront: 'User',
} as const

/** AWS's page of 2026 says that these keys are `anonymous`. An older one says that they are absent. */
const anonymousKey = (scene: Scene, key: string): KeyTerms =>
  text(givenText('anonymous', scene.require), scene.doubt(`anonymous callers have ${key}`))
