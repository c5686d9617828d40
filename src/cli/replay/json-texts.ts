/** The JSON texts that stand one after another in a text, with or without white space between them. Throws where one is not JSON. */
export function jsonTextsIn(text: string): readonly unknown[] {
  const values: unknown[] = []
  let depth = 0
  let start = 0
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (isOpening(token)) depth += 1
    if (isClosing(token)) depth -= 1
    if (depth > 0) continue
    const end = index + token.length
    const one = text.slice(start, end).trim()
    if (one !== '') values.push(JSON.parse(one))
    start = end
  }
  if (depth > 0) throw new SyntaxError('The text ends within a value')
  return values
}

// A string, a bracket, white space, or what stands between these: a number, a word, a comma or a colon.
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}]|\s+|[^[\]{}"\s]+|"/gs

const isOpening = (token: string) => token === '{' || token === '['
const isClosing = (token: string) => token === '}' || token === ']'
