/** What the encoding has no words for. It is counted by its name, and never passed over in silence. */
export interface Inexpressible {
  readonly inexpressible: string
}

export function inexpressible(name: string): never {
  throw Object.assign(new Error(`Cannot express ${name}`), { inexpressible: name })
}

export function nameOfInexpressible(error: unknown): string | undefined {
  return error instanceof Error && 'inexpressible' in error
    ? String(error.inexpressible)
    : undefined
}
