import {
  ANY_CHARACTER,
  characters,
  either,
  exactText,
  type Language,
  oneOrMore,
  repeated,
  times,
} from '../texts/languages.ts'
import { KEYS_OF_SOME_ACTIONS } from './actions.ts'

export type CallerKind = 'anonymous' | 'user' | 'role' | 'root' | 'federated' | 'cloudfront'

export type Form = 'text' | 'boolean' | 'number' | 'date' | 'address'

/** What AWS's pages say of a condition key. */
export interface KeyFact {
  readonly form: Form
  /** The requests that may have the key. Without it, any may. */
  readonly callers?: readonly CallerKind[]
  readonly actions?: readonly string[]
  readonly route?: 'internet' | 'endpoint'
  /** Whether each request that may have the key has it. */
  readonly always?: boolean
  readonly several?: boolean
  /** The language of its values. Without it, any text of up to 256 characters. */
  readonly values?: Language
}

const SIGNED: readonly CallerKind[] = ['user', 'role', 'root', 'federated', 'cloudfront']
const TAGGED: readonly CallerKind[] = ['user', 'role', 'federated']
const SESSIONS: readonly CallerKind[] = ['role']
const NOBODY: readonly CallerKind[] = []

export const DIGITS = characters('0-9')
export const ACCOUNT_ID = times(12, DIGITS)
/** Identifiers of organizations, networks, regions and services: IAM's pages do not say which characters they have. */
const IDENTIFIER = oneOrMore(ANY_CHARACTER)
const HEADER = repeated(characters('\u0020-\u007e\u00a0-\u00ff'))
const text = (fact: Partial<KeyFact> = {}): KeyFact => ({ form: 'text', ...fact })

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const GLOBAL: Readonly<Record<string, KeyFact>> = {
  'aws:calledvia': text({ callers: SIGNED, several: true, values: IDENTIFIER }),
  'aws:calledviafirst': text({ callers: SIGNED, values: IDENTIFIER }),
  'aws:calledvialast': text({ callers: SIGNED, values: IDENTIFIER }),
  'aws:currenttime': { form: 'date', always: true },
  'aws:epochtime': { form: 'date', always: true },
  'aws:federatedprovider': text({ callers: SESSIONS }),
  'aws:multifactorauthage': { form: 'number', callers: SIGNED },
  'aws:multifactorauthpresent': { form: 'boolean', callers: SIGNED },
  'aws:principalorgid': text({ callers: SIGNED, values: IDENTIFIER }),
  'aws:principalorgpaths': text({ callers: SIGNED, several: true, values: IDENTIFIER }),
  'aws:principalservicename': text({ callers: NOBODY }),
  'aws:principalservicenameslist': text({ callers: NOBODY }),
  'aws:principaltag/': text({ callers: TAGGED }),
  'aws:referer': text({ values: HEADER }),
  'aws:requestedregion': text({ always: true, values: IDENTIFIER }),
  'aws:resourceaccount': text({ always: true, values: ACCOUNT_ID }),
  'aws:resourceorgid': text({ values: IDENTIFIER }),
  'aws:resourceorgpaths': text({ several: true, values: IDENTIFIER }),
  // These four come with calls of service principals only.
  'aws:sourceaccount': text({ callers: NOBODY }),
  'aws:sourcearn': text({ callers: NOBODY }),
  'aws:sourceorgid': text({ callers: NOBODY }),
  'aws:sourceorgpaths': text({ callers: NOBODY }),
  'aws:sourceidentity': text({ callers: SESSIONS }),
  'aws:sourceip': { form: 'address', route: 'internet', always: true },
  'aws:sourcevpc': text({ route: 'endpoint', always: true, values: IDENTIFIER }),
  'aws:sourcevpce': text({ route: 'endpoint', always: true, values: IDENTIFIER }),
  'aws:vpcsourceip': { form: 'address', route: 'endpoint', always: true },
  'aws:vpceaccount': text({ route: 'endpoint', values: ACCOUNT_ID }),
  'aws:vpceorgid': text({ route: 'endpoint', values: IDENTIFIER }),
  'aws:vpceorgpaths': text({ route: 'endpoint', several: true, values: IDENTIFIER }),
  'aws:tokenissuetime': { form: 'date', callers: SIGNED },
  'aws:useragent': text({ always: true, values: HEADER }),
  'aws:viaawsservice': { form: 'boolean', always: true },
}

/** Keys of role sessions: of web identities, of SAML, and of the services that hand out credentials. */
const OF_SESSIONS = [
  'accounts.google.com:',
  'aws:chatbotsourcearn',
  'aws:ec2instancesourcevpc',
  'codebuild:',
  'cognito-identity.amazonaws.com:',
  'ec2:roledelivery',
  'ec2:sourceinstancearn',
  'glue:',
  'graph.facebook.com:',
  'identitystore:',
  'lambda:sourcefunctionarn',
  'ssm:sourceinstancearn',
  'www.amazon.com:',
]

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys */
const OF_S3: Readonly<Record<string, KeyFact>> = {
  's3:authtype': text({
    callers: SIGNED,
    values: either(['REST-HEADER', 'REST-QUERY-STRING', 'POST'].map(exactText)),
  }),
  's3:max-keys': { form: 'number' },
  's3:isreplicationpauserequest': { form: 'boolean' },
  's3:object-lock-remaining-retention-days': { form: 'number' },
  's3:object-lock-retain-until-date': { form: 'date' },
  's3:objectcreationoperation': { form: 'boolean' },
  's3:requestobjecttagkeys': text({ several: true }),
  's3:inventoryaccessibleoptionalfields': text({ several: true }),
  's3:resourceaccount': text({ always: true, values: ACCOUNT_ID }),
  's3:signatureage': { form: 'number', callers: SIGNED },
  's3:signatureversion': text({ callers: SIGNED }),
}

const KNOWN: ReadonlyMap<string, KeyFact> = new Map([
  ...Object.entries(GLOBAL),
  ...OF_SESSIONS.map((key) => [key, text({ callers: SESSIONS })] as const),
  ['saml:', text({ callers: SESSIONS, several: true })] as const,
  ['aws:tagkeys', text({ several: true })] as const,
  ...Object.entries(OF_S3),
])

/** The fact about a key in lower case. A key that no page knows may have several values, with any request. */
export function factOf(key: string): KeyFact {
  const actions = lookUp(KEYS_OF_SOME_ACTIONS, key)
  const fact = lookUp(KNOWN, key) ?? (actions || isOfAws(key) ? text() : text({ several: true }))
  return actions ? { ...fact, actions } : fact
}

const isOfAws = (key: string) => /^(aws|s3):/.test(key)

/** By the whole key, or by its beginning up to a slash or a colon. */
const lookUp = <T>(table: ReadonlyMap<string, T>, key: string): T | undefined =>
  table.get(key) ?? table.get(key.replace(/\/.*$/s, '/')) ?? table.get(key.replace(/:.*$/s, ':'))
