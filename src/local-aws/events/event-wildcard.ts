/** EventBridge's wildcard: `*` matches any text; `\*` and `\\` match a literal `*` and `\`. */
export function compileWildcard(pattern: string): (value: string) => boolean {
  const parts = pattern.matchAll(/((?:\\.|[^*])*)(?:\*|$)/gs)
  return wildcardPattern(
    [...parts].slice(0, starsIn(pattern) + 1).map(([, part = '']) => literal(part)),
  )
}

function starsIn(pattern: string): number {
  return pattern.replace(/\\./gs, '').split('*').length - 1
}

const literal = (part: string) => part.replace(/\\([\\*])/g, '$1')

function wildcardPattern([first = '', ...rest]: readonly string[]): (value: string) => boolean {
  const last = rest.at(-1)
  if (last === undefined) return (value) => value === first
  return (value) => {
    if (!value.startsWith(first) || value.length < first.length + last.length) return false
    const end = value.length - last.length
    let at = first.length
    for (const part of rest.slice(0, -1)) {
      const found = value.indexOf(part, at)
      if (found === -1 || found + part.length > end) return false
      at = found + part.length
    }
    return value.endsWith(last)
  }
}
