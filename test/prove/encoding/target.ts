import { BUCKET_ACTIONS, OBJECT_ACTIONS, OTHER_ACTIONS } from '../facts/actions.ts'
import {
  ANY_CHARACTER,
  allBut,
  characters,
  either,
  exactText,
  inAll,
  type Language,
  oneOrMore,
  sequence,
} from '../texts/languages.ts'
import { BUCKET_ARN, givenText, type Scene, type Text } from './scene.ts'

const anyOfNames = (names: readonly string[]) => either(names.map(exactText))

const TODAYS_ACTIONS = anyOfNames([...BUCKET_ACTIONS, ...OBJECT_ACTIONS, ...OTHER_ACTIONS])
/** AWS adds actions every year. */
const FUTURE_ACTIONS = inAll([
  sequence([exactText('s3:'), oneOrMore(characters('a-z'))]),
  allBut(TODAYS_ACTIONS),
])
const ACTIONS: Readonly<Record<Scene['target'], Language>> = {
  bucket: either([anyOfNames(BUCKET_ACTIONS), FUTURE_ACTIONS]),
  object: either([anyOfNames(OBJECT_ACTIONS), FUTURE_ACTIONS]),
}

/** The action, in lower case. */
export const actionOf = (scene: Scene): Text =>
  scene.requests.action === undefined
    ? scene.text('action', ACTIONS[scene.target], 64)
    : givenText(scene.requests.action, scene.require)

// A key is any text of 1 to 1,024 bytes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
const OBJECTS = sequence([exactText(`${BUCKET_ARN}/`), oneOrMore(ANY_CHARACTER)])
const LONGEST_OBJECT = BUCKET_ARN.length + 1 + 1024

export const resourceOf = (scene: Scene): Text =>
  scene.target === 'bucket'
    ? givenText(BUCKET_ARN, scene.require)
    : scene.text('resource', OBJECTS, LONGEST_OBJECT)
