import type { Statement } from '../document.ts'
import type { Request } from '../request.ts'

export type Answer =
  | { readonly type: 'denied'; readonly by: readonly Statement[] }
  | { readonly type: 'undenied'; readonly request: Request }
  | { readonly type: 'not-proven'; readonly reason: string }
