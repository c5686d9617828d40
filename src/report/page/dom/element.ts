type Attributes = Readonly<Record<string, string | number | boolean>>

/** An element, with its texts as texts: nothing here reads HTML. `false` leaves an attribute out. */
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

/** For the eyes only: a word beside it says the same. */
export const sign = (text: string): HTMLElement => element('span', { 'aria-hidden': 'true' }, text)

/** For screen readers only. */
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
