import type { DayOfImpact } from '../../core/impact/day-counts.ts'
import { widthsOf } from '../html/chart.ts'
import { figure } from '../html/figures.ts'
import { type Markup, markup } from '../html/markup.ts'

/** A bar for each day. Bars and their figures are in one table, so that screen readers read what others see. */
export function dayChart(bucket: string, days: readonly DayOfImpact[]): Markup {
  return markup`<table class="chart"><caption>${bucket} by day, in UTC</caption>
<thead><tr><th scope="col">Day</th><th scope="col" class="number">Denied</th><th scope="col" class="number">May be</th><th scope="col" class="number">Requests</th></tr></thead>
<tbody>${days.map(row)}</tbody></table>`
}

const row = (day: DayOfImpact) =>
  markup`<tr><th scope="row"><span class="label">${day.day}</span>${bar(day)}</th><td class="number">${figure(day.denied)}</td><td class="number">${figure(day.maybe)}</td><td class="number">${figure(day.requests)}</td></tr>
`

/** Widths are SVG attributes, because the page's Content Security Policy allows no inline style. */
function bar({ requests, denied, maybe }: DayOfImpact): Markup {
  const all = [
    { status: 'non-compliant', count: denied },
    { status: 'unknown', count: maybe },
    { status: 'compliant', count: requests - denied - maybe },
  ]
  const parts = all.filter(({ count }) => count > 0)
  const widths = widthsOf(parts.map(({ count }) => count))
  const rects = parts.map(({ status }, index) => {
    const x = widths.slice(0, index).reduce((sum, width) => sum + width, 0)
    return markup`<rect class="${status}" x="${x.toFixed(2)}" width="${(widths[index] ?? 0).toFixed(2)}" height="1"/>`
  })
  const text = `${figure(denied)} denied, ${figure(maybe)} may be, of ${figure(requests)}`
  return markup`<svg class="bar" role="img" aria-label="${text}" viewBox="0 0 1000 1" preserveAspectRatio="none">${rects}</svg>`
}
