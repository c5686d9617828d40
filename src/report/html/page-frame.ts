import { createHash } from 'node:crypto'
import { script, style } from '#report-page'
import { printable } from '../../core/printable.ts'
import type { Settings } from '../../core/settings.ts'
import { type Markup, markup } from './markup.ts'

export interface ReportFacts extends PageFacts {
  readonly settings: Settings
}

export interface PageFacts {
  readonly generatedAt: Date
  /** What was checked, in words: `3 accounts, 17 regions`. */
  readonly scope: string
  /** The version of Cooper. */
  readonly version: string
}

const asIs = (markup: string): Markup => ({ markup })

/** Allows a style or script of exactly this text. */
export const sha256Source = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The page loads nothing and runs only its own script, so that unescaped text could not run either. */
export const contentPolicy = (): string =>
  [
    "default-src 'none'",
    `style-src ${sha256Source(style())}`,
    `script-src ${sha256Source(script())}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

interface PageHead {
  /** The content security policy. */
  readonly policy: string
  /** Of the window, before the time and the scope. */
  readonly title: string
  readonly heading: string
}

/** Head and heading of a page in a single file. */
export function pageHead(
  { generatedAt, scope, version }: PageFacts,
  { policy, title, heading }: PageHead,
): Markup {
  const time = `${generatedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const where = printable(scope, 300)
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${asIs(policy)}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}, ${time}: ${where}</title>
<style>${asIs(style())}</style>
</head>
<body>
<a class="skip" href="#buckets">Skip to the buckets</a>
<header><h1>${heading}</h1>
<p><span class="quote">${where}</span> · <time datetime="${generatedAt.toISOString()}">${time}</time> · Cooper ${printable(version, 40)}</p></header>
`
}

/** The part before the data. The data is invisible, so that readers see the summary next, although it is written last. */
export const beginning = (facts: PageFacts): Markup =>
  markup`${pageHead(facts, {
    policy: contentPolicy(),
    title: 'Cooper report',
    heading: "S3 buckets: Cooper's findings",
  })}<p class="incomplete" role="alert">This report is incomplete: the check did not finish.</p>
`

/** The part after the summary and the buckets. */
export const ending = (): Markup => markup`</main>
<script>${asIs(script())}</script>
</body>
</html>
`
