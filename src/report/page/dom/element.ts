type Attributes = Readonly<Record<string, string | number | boolean>>

/** Creates an element. Texts become text nodes, never HTML. `false` omits an attribute. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, String(value === true ? '' : value))
  }
  made.append(...children)
  return made
}

/** A sign that screen readers skip, because a word beside it says the same. */
export const sign = (text: string): HTMLElement => element('span', { 'aria-hidden': 'true' }, text)

/** Text for screen readers only. */
export const unseen = (text: string): HTMLElement => element('span', { class: 'unseen' }, text)

export function button(
  attributes: Attributes,
  children: readonly (Node | string)[],
  press: () => void,
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, ...children)
  made.addEventListener('click', press)
  return made
}
