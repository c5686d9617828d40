import type { ProvenClass } from '../facts/classes.ts'
import type { CallerKind } from '../facts/keys.ts'
import { accepts, inAll, type Language } from '../texts/languages.ts'
import { FALSE, type Term, TRUE } from './smt.ts'

export const BUCKET_ARN = 'arn:aws:s3:::data'
export const BUCKET_ACCOUNT = '111122223333'

/** One way in which a request can look: who calls, and whether the bucket or an object is asked for. */
export interface Situation {
  readonly requests: ProvenClass
  readonly caller: CallerKind
  readonly target: 'bucket' | 'object'
  /** Where the policy has version 2012-10-17. */
  readonly variables: boolean
  /** Keys whose value is given. An absent one has no values. */
  readonly given: ReadonlyMap<string, readonly string[]>
}

/** A text of the request that the solver chooses, by choosing in which languages it is. */
export interface FreeText {
  readonly base: Language
  readonly longest: number
  readonly languages: readonly Language[]
}

/** A text of the request, or a part of one. */
export interface Text {
  readonly isIn: (language: Language) => Term
  readonly mustBeIn: (language: Language) => void
  /** The text itself, if it is given. */
  readonly given?: string
}

/** What an encoding collects while it is built. */
export interface Scene extends Situation {
  /** A constant of the request. Its first mention declares it. */
  readonly constant: (name: string, sort: 'Int' | 'Bool') => Term
  /** Something that AWS's pages leave open: the solver may choose. */
  readonly doubt: (name: string) => Term
  /** What holds for every request that somebody could send. */
  readonly require: (term: Term) => void
  readonly text: (name: string, base: Language, longest: number) => Text
}

export interface Collected {
  readonly declared: ReadonlyMap<string, string>
  readonly doubts: ReadonlySet<string>
  readonly required: readonly Term[]
  readonly texts: ReadonlyMap<string, FreeText>
}

export const membership = (name: string, index: number): Term => `|${name} in ${index}|`

export function openScene(situation: Situation): Scene & Collected {
  const declared = new Map<string, string>()
  const doubts = new Set<string>()
  const required: Term[] = []
  const texts = new Map<string, FreeText>()
  const declare = (name: Term, sort: string) => {
    declared.set(name, sort)
    return name
  }
  return {
    ...situation,
    declared,
    doubts,
    required,
    texts,
    constant: (name, sort) => declare(`|${name}|`, sort),
    doubt(name) {
      doubts.add(name)
      return declare(`|doubt: ${name}|`, 'Bool')
    },
    require: (term) => required.push(term),
    text(name, base, longest) {
      const free = () => texts.get(name) ?? { base, longest, languages: [] }
      return {
        isIn(language) {
          const { languages } = free()
          const index = languages.includes(language)
            ? languages.indexOf(language)
            : languages.length
          texts.set(name, { ...free(), languages: [...new Set([...languages, language])] })
          return declare(membership(name, index), 'Bool')
        },
        mustBeIn(language) {
          texts.set(name, { ...free(), base: inAll([free().base, language]) })
        },
      }
    },
  }
}

/** A text that is known. */
export const givenText = (given: string, require: Scene['require']): Text => ({
  given,
  isIn: (language) => (accepts(language, given) ? TRUE : FALSE),
  mustBeIn: (language) => require(accepts(language, given) ? TRUE : FALSE),
})

/** A part of a text, such as the account in an ARN: `around` says which whole texts have a part in a language. */
export const partOf = (whole: Text, around: (language: Language) => Language): Text => ({
  isIn: (language) => whole.isIn(around(language)),
  mustBeIn: (language) => whole.mustBeIn(around(language)),
})
