export const CTRL_C = '\u0003'

/** A terminal's input, as `process.stdin` is one. */
export interface KeyInput {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
  on(event: 'data', listener: (chunk: Buffer) => void): unknown
  off(event: 'data', listener: (chunk: Buffer) => void): unknown
  pause(): unknown
}

/** Acts on keys, as they are pressed; without a terminal on none. Returns what ends it. */
export function listenToKeys(
  input: KeyInput,
  actions: Readonly<Record<string, () => void>>,
): () => void {
  if (!input.isTTY) return () => {}
  const act = (chunk: Buffer) => {
    for (const key of chunk.toString()) {
      if (Object.hasOwn(actions, key)) actions[key]?.()
    }
  }
  // Without it, keys come with the next line break only. Ctrl-C is a key then, too.
  input.setRawMode?.(true)
  input.on('data', act)
  return () => {
    input.setRawMode?.(false)
    input.off('data', act)
    input.pause()
  }
}
