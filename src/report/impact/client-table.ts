import type { Client, ClientImpact } from '../../core/impact/client-tally.ts'
import { printable, visible } from '../../core/printable.ts'
import { countOf, figure } from '../html/figures.ts'
import { type Markup, markup } from '../html/markup.ts'

/** Clients that the page lists of a bucket. */
const MOST_LISTED = 200

/** The clients of some requests. Nothing where there are none. */
export function clientTable(title: string, { clients, others, requests }: ClientImpact): Markup {
  if (requests === 0) return { markup: '' }
  const hidden = clients.slice(MOST_LISTED)
  const rest = hidden.reduce((sum, client) => sum + client.requests, others)
  return markup`<table class="buckets plain"><caption>${title}: ${countOf(requests, 'request')}</caption>
<thead><tr><th scope="col" class="number">Requests</th><th scope="col">Requester</th><th scope="col">Address</th><th scope="col">User agent</th><th scope="col">First and last</th><th scope="col">Operations</th></tr></thead>
<tbody>${clients.slice(0, MOST_LISTED).map(row)}</tbody></table>
${rest > 0 ? markup`<p class="note">And ${countOf(rest, 'request')} of other clients.</p>` : []}`
}

const row = (client: Client) =>
  markup`<tr><td class="number">${figure(client.requests)}</td><th scope="row" class="name">${printable(client.requester, 300)}</th><td>${printable(client.sourceAddress ?? 'unknown', 60)}</td><td class="quote">${printable(client.userAgent ?? 'unknown', 300)}</td><td>${minute(client.first)}<br>${minute(client.last)}</td><td>${client.operations.map((name) => printable(name, 60)).join(', ')}${client.example.key === null ? [] : markup`<br><span class="quote">${visible(client.example.key, 300)}</span>`}</td></tr>
`

const minute = (time: string) => `${time.slice(0, 16).replace('T', ' ')}Z`
