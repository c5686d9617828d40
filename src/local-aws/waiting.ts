import type { Cloud } from './cloud.ts'

/** Work that goes on after a call, such as deliveries over HTTP. */
export function createWaiting(): Pick<Cloud, 'wait' | 'waited'> {
  const underWay = new Set<Promise<void>>()
  return {
    wait(work) {
      const tracked = work.finally(() => underWay.delete(tracked))
      underWay.add(tracked)
    },
    async waited() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
