import type { Entry } from '../entry.ts'
import type { ControlDetail } from '../row.ts'
import { NOT_COMPLIANT_LETTERS } from '../status-of.ts'
import { rowVerdict, STATUS_TEXTS } from '../verdict.ts'
import { detailOf } from './detail.ts'
import { button, element, sign, unseen } from './element.ts'
import { COLUMNS } from './table-head.ts'

/** A bucket's row, and the row below with its details, which are built when it is opened. */
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
      element('td', { class: 'column-not-compliant' }, ...findingTags(entry, controls)),
    ),
    detail,
  ]
}

// Shown on screens that are too narrow for columns.
function meta(entry: Entry, controls: readonly ControlDetail[]): HTMLElement {
  const [, account, region] = entry.row
  const place = [account, region].map((text) => element('span', {}, text))
  const tags = element('div', {}, ...findingTags(entry, controls))
  return element('div', { class: 'meta' }, ...place, tags)
}

function statusCell({ status }: Entry): HTMLElement {
  const { sign: mark, word } = STATUS_TEXTS[status]
  return element('td', { class: `status ${status}` }, sign(mark), ' ', word)
}

function findingTags({ row }: Entry, controls: readonly ControlDetail[]) {
  const [, , , verdicts, detail] = row
  if (detail?.error !== undefined) return [element('span', { class: 'quote clip' }, detail.error)]
  return controls.flatMap(({ id }, place) => {
    const letter = verdicts[place] ?? ''
    const verdict = rowVerdict(letter)
    if (verdict === undefined || !NOT_COMPLIANT_LETTERS.includes(letter)) return []
    const { sign: mark, word } = STATUS_TEXTS[verdict]
    const finding = detail?.findings?.find(({ control }) => control === place)
    const until = finding?.exemption?.until
    const text = ` ${id}${until ? ` until ${until}` : ''}`
    return [element('span', { class: `tag ${verdict}` }, sign(mark), unseen(word), text), ' ']
  })
}

/** The arrow keys move from bucket to bucket. Escape closes the details. */
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
