import type { PlacedFinding, TemplateReport } from '../../../src/core/check/template-report.ts'
import { CONTROLS } from '../../../src/core/controls/all.ts'
import { tlsOnly } from '../../../src/core/controls/tls-only.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { BUCKET, SETTINGS } from '../../support/builders.ts'

const PLACE = { file: 'stacks/app.yaml', address: 'Orders', line: 12, column: 5 }

/** A finding on a bucket policy in a template. */
export const placed = (part: Partial<PlacedFinding> = {}): PlacedFinding => ({
  control: tlsOnly.id,
  title: tlsOnly.title,
  mapping: tlsOnly.mapping(SETTINGS),
  verdict: 'non-compliant',
  reason: 'There is no bucket policy, so plain HTTP is not denied',
  place: PLACE,
  ...part,
})

export const templateReport = (findings: readonly PlacedFinding[]): TemplateReport => ({
  language: 'cloudformation-yaml',
  bucket: BUCKET,
  place: PLACE,
  findings,
})

/** Text from outside that would leave its place in a file, a log or a page. */
export const HOSTILE = [
  '</failure><evil/>',
  '"><script>alert(1)</script>',
  '\u001b[31mred\u001b[0m',
  'one\r\n::error::two',
  '::set-output name=x::y',
  'a%0Ab,c:d',
  '\u202Ereversed',
  '\uFFFE\uFFFF\uD800',
  ']]>&amp;&#0;',
] as const

const VERDICTS: readonly Finding['verdict'][] = [
  ...(['compliant', 'non-compliant', 'unknown', 'exempt'] as const),
  'not-applicable',
]

/** One finding for each control and verdict, with each hostile text as reason, address and file. */
export const manyFindings: readonly PlacedFinding[] = CONTROLS.flatMap(({ id, title, mapping }) =>
  VERDICTS.flatMap((verdict) =>
    ['plain', ...HOSTILE].map((text) =>
      placed({
        ...{ control: id, title, mapping: mapping(SETTINGS), verdict, reason: text },
        place: { file: `${text}.yaml`, address: text, line: 3, column: 1 },
        ...(verdict === 'exempt' && { exemption: { by: 'tag', reason: text } }),
      }),
    ),
  ),
)
