import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element's content: text, elements by name, or a list where a name repeats. */
export type Xml = string | readonly Xml[] | XmlObject
export interface XmlObject {
  readonly [name: string]: Xml
}
type Content = string | number | boolean | undefined | readonly Content[] | XmlContent
export interface XmlContent {
  readonly [name: string]: Content
}

// Not trimmed: the key of an object may be a blank.
const parser = new XMLParser({
  ...{ parseTagValue: false, htmlEntities: true, ignoreDeclaration: true, trimValues: false },
})
const builder = new XMLBuilder({ ignoreAttributes: false })

/** The content of the root element; `undefined` where the text is no XML with that root. */
export function parseXml(text: string, root: string): XmlObject | undefined {
  const document = parseDocument(text)
  if (document === undefined || Object.keys(document).length !== 1) return undefined
  if (!Object.hasOwn(document, root)) return undefined
  const content = document[root]
  if (typeof content === 'string' && content.trim() === '') return {}
  return isXmlObject(content) ? content : undefined
}

// The parser throws at possible attacks: very deep nesting, and entity declarations.
function parseDocument(text: string): XmlObject | undefined {
  try {
    if (XMLValidator.validate(text) !== true) return undefined
    const parsed = withoutSpaces(parser.parse(text))
    return isXmlObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** Leaves out the white space between elements. */
function withoutSpaces(xml: Xml): Xml {
  if (Array.isArray(xml)) return xml.map(withoutSpaces)
  if (!isXmlObject(xml)) return xml
  const children = Object.entries(xml).filter(
    ([name, child]) => name !== '#text' || (typeof child === 'string' && child.trim() !== ''),
  )
  return Object.fromEntries(children.map(([name, child]) => [name, withoutSpaces(child)]))
}

export function buildXml(root: string, content: XmlContent, namespace?: string): string {
  const attributes = namespace === undefined ? {} : { '@_xmlns': namespace }
  const declaration = { '@_version': '1.0', '@_encoding': 'UTF-8' }
  return builder.build({ '?xml': declaration, [root]: { ...attributes, ...content } })
}

/** Text of a child; `undefined` where it is absent or has elements of its own. */
export function xmlText(parent: Xml | undefined, name: string): string | undefined {
  const child = isXmlObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined
  return typeof child === 'string' ? child : undefined
}

export function childOf(parent: Xml | undefined, name: string): XmlObject | undefined {
  const child = isXmlObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined
  return isXmlObject(child) ? child : undefined
}

/** All children of that name: none, one or many. */
export function childrenOf(parent: Xml | undefined, name: string): readonly Xml[] {
  const child = isXmlObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined
  if (child === undefined) return []
  return Array.isArray(child) ? child : [child as Xml]
}

export function isXmlObject(value: unknown): value is XmlObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
