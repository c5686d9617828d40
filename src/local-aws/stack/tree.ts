/** Parsed YAML. */
export type Yaml = null | string | number | boolean | readonly Yaml[] | YamlObject

export interface YamlObject {
  readonly [key: string]: Yaml
}

export function isTree(value: unknown): value is YamlObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a path of keys and list positions; `undefined` where there is none. */
export function at(value: Yaml | undefined, path: readonly string[]): Yaml | undefined {
  let here: Yaml | undefined = value
  for (const key of path) {
    if (Array.isArray(here)) here = here[Number(key)]
    else here = isTree(here) && Object.hasOwn(here, key) ? here[key] : undefined
  }
  return here
}

/** The same tree with every value passed through `map`, leaves first. */
export function mapTree(value: Yaml, map: (value: Yaml) => Yaml): Yaml {
  if (Array.isArray(value)) return map(value.map((item) => mapTree(item, map)))
  if (!isTree(value)) return map(value)
  const entries = Object.entries(value).map(([key, child]) => [key, mapTree(child, map)])
  return map(Object.fromEntries(entries))
}

/** A list, also where a single value stands for it. */
export function stackList(value: Yaml | undefined): readonly Yaml[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

/** The object, or an empty one in place of anything else. */
export function asObject(value: Yaml | undefined): YamlObject {
  return isTree(value) ? value : {}
}
