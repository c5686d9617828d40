import { notImplemented } from '../../http/aws-error.ts'
import { isXmlObject, type Xml } from '../../http/xml.ts'
import { malformedXml } from '../errors.ts'

/** The elements that a body may have. `text` has no elements of its own; `any` is kept and returned as it is. */
export type Shape = 'text' | 'any' | { readonly [element: string]: Shape }

/** Refuses an element that has no meaning here: nothing is ignored silently. */
export function checkElements(content: Xml, shape: Shape, path: string): void {
  if (shape === 'any') return
  if (Array.isArray(content)) {
    for (const one of content) checkElements(one, shape, path)
    return
  }
  if (!isXmlObject(content)) return
  // An element with attributes only has text, which the parser gives as `#text`.
  const elements = Object.entries(content).filter(([name]) => name !== '#text')
  if (shape === 'text') {
    if (elements.length > 0) throw malformedXml()
    return
  }
  for (const [name, child] of elements) {
    const known = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (known === undefined) throw notImplemented(`the element ${path}/${name}`)
    checkElements(child, known, `${path}/${name}`)
  }
}
