/** Terms of SMT-LIB, the language of solvers, as text: https://smt-lib.org */
export type Term = string

export const TRUE: Term = 'true'
export const FALSE: Term = 'false'

export function allOf(terms: readonly Term[]): Term {
  const open = [...new Set(terms)].filter((term) => term !== TRUE)
  if (open.includes(FALSE)) return FALSE
  return open.length < 2 ? (open[0] ?? TRUE) : `(and ${open.join(' ')})`
}

export function anyOf(terms: readonly Term[]): Term {
  const open = [...new Set(terms)].filter((term) => term !== FALSE)
  if (open.includes(TRUE)) return TRUE
  return open.length < 2 ? (open[0] ?? FALSE) : `(or ${open.join(' ')})`
}

export function not(term: Term): Term {
  if (term === TRUE) return FALSE
  return term === FALSE ? TRUE : `(not ${term})`
}

export const implies = (premise: Term, conclusion: Term): Term => anyOf([not(premise), conclusion])

export const same = (left: Term, right: Term): Term =>
  left === right ? TRUE : `(= ${left} ${right})`

/** Whether both terms are true, or both are false. */
export const bothOrNeither = (left: Term, right: Term): Term =>
  anyOf([allOf([left, right]), allOf([not(left), not(right)])])
