import type { Entry } from '../entry.ts'
import type { ControlDetail } from '../row.ts'
import { FALLING_SHORT } from '../status-of.ts'
import { rowVerdict, STATUS_TEXTS } from '../verdict.ts'
import { detailOf } from './detail.ts'
import { button, element, sign, unseen } from './element.ts'
import { COLUMNS } from './table-head.ts'

/** A bucket's row, and below it the row with its details once it is opened. */
export function rowsOf(
  entry: Entry,
  place: number,
  controls: readonly ControlDetail[],
  opened: Set<string>,
): readonly HTMLElement[] {
  const [name, account, region] = entry.row
  const id = `detail-${place}`
  const key = `${account}/${name}`
  const detail = element('tr', { id, class: 'details', hidden: true })
  const show = (isOpen: boolean) => {
    if (isOpen && !detail.hasChildNodes()) {
      detail.append(element('td', { colspan: COLUMNS.length }, detailOf(entry.row, controls)))
    }
    detail.hidden = !isOpen
    toggle.setAttribute('aria-expanded', String(isOpen))
    if (isOpen) opened.add(key)
    else opened.delete(key)
  }
  const toggle = button({ class: 'toggle', 'aria-controls': id }, [sign(''), name], () =>
    show(detail.hidden !== false),
  )
  show(opened.has(key))
  return [
    element(
      'tr',
      {},
      statusCell(entry),
      element('th', { scope: 'row', class: 'name' }, toggle, meta(entry, controls)),
      element('td', { class: 'column-account' }, account),
      element('td', { class: 'column-region' }, region),
      element('td', { class: 'column-shortfall' }, ...shortfallsOf(entry, controls)),
    ),
    detail,
  ]
}

// Where the screen is too narrow for columns.
function meta(entry: Entry, controls: readonly ControlDetail[]): HTMLElement {
  const [, account, region] = entry.row
  const place = [account, region].map((text) => element('span', {}, text))
  const short = element('div', {}, ...shortfallsOf(entry, controls))
  return element('div', { class: 'meta' }, ...place, short)
}

function statusCell({ status }: Entry): HTMLElement {
  const { sign: mark, word } = STATUS_TEXTS[status]
  return element('td', { class: `status ${status}` }, sign(mark), ' ', word)
}

function shortfallsOf({ row }: Entry, controls: readonly ControlDetail[]) {
  const [, , , verdicts, detail] = row
  if (detail?.error !== undefined) return [element('span', { class: 'quote clip' }, detail.error)]
  return controls.flatMap(({ id }, place) => {
    const letter = verdicts[place] ?? ''
    const verdict = rowVerdict(letter)
    if (verdict === undefined || !FALLING_SHORT.includes(letter)) return []
    const { sign: mark, word } = STATUS_TEXTS[verdict]
    const finding = detail?.findings?.find(({ control }) => control === place)
    const until = finding?.exemption?.until
    const text = ` ${id}${until ? ` until ${until}` : ''}`
    return [element('span', { class: `tag ${verdict}` }, sign(mark), unseen(word), text), ' ']
  })
}

/** The arrow keys go from bucket to bucket, and Escape closes an open one. */
export function moveByKeys(body: HTMLElement): void {
  body.addEventListener('keydown', (event) => {
    const { target } = event
    if (!(target instanceof HTMLElement)) return
    const toggles = [...body.querySelectorAll<HTMLElement>('button.toggle')]
    const at = toggles.indexOf(target)
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (at !== -1 && step !== 0) {
      toggles[at + step]?.focus()
      event.preventDefault()
    }
    if (event.key === 'Escape') close(target)
  })
}

function close(target: HTMLElement): void {
  const row = target.closest('tr')
  const head = row?.classList.contains('details') ? row.previousElementSibling : row
  const toggle = head?.querySelector<HTMLElement>('button.toggle[aria-expanded="true"]')
  toggle?.click()
  toggle?.focus()
}
