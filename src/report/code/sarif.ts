import { createHash } from 'node:crypto'
import type { Log, ReportingDescriptor, Result, Suppression } from 'sarif'
import type { PlacedFinding } from '../../core/check/template-report.ts'
import { CONTROLS } from '../../core/controls/all.ts'
import type { Control } from '../../core/controls/control.ts'
import { CONTROL_DOCUMENTATION } from '../../core/controls/documentation.ts'
import { standardsOf } from '../../core/controls/mapping.ts'
import { printable, visible } from '../../core/printable.ts'
import type { Settings } from '../../core/settings.ts'
import { findingText } from './finding-text.ts'
import { uriOf } from './uri-of.ts'

export interface SarifFacts {
  readonly version: string
  /** On which depends what a control is evidence for. */
  readonly settings: Settings
  /** What could not be read, so that the findings are not complete. */
  readonly problems: readonly string[]
}

/**
 * Findings in files as a log of SARIF 2.1.0, for code scanning. Compliant findings are not in it. A finding that is exempt is a
 * suppressed result. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export const sarifLog = (
  findings: readonly PlacedFinding[],
  { version, settings, problems }: SarifFacts,
): Log => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'Cooper', version, rules: CONTROLS.map(ruleOf(settings)) } },
      columnKind: 'unicodeCodePoints',
      invocations: [
        {
          executionSuccessful: problems.length === 0,
          toolExecutionNotifications: problems.map((problem) => ({
            level: 'error',
            message: { text: visible(problem, 1000) },
          })),
        },
      ],
      results: findings.flatMap(resultsOf),
    },
  ],
})

const ruleOf =
  (settings: Settings) =>
  ({ id, title, why, mapping }: Control): ReportingDescriptor => {
    const standards = mapping(settings)
    return {
      id,
      name: pascalCase(id),
      shortDescription: { text: `S3 bucket: ${title}` },
      fullDescription: { text: why },
      help: {
        text: `What must hold: ${plain(CONTROL_DOCUMENTATION[id].mustHold)}. ${standards.page}`,
        markdown: `What must hold: ${CONTROL_DOCUMENTATION[id].mustHold}. [AWS's page](${standards.page})`,
      },
      helpUri: standards.page,
      defaultConfiguration: { level: 'error' },
      properties: {
        tags: ['security', ...standardsOf(standards)],
        precision: 'very-high',
        // GitHub calls 4.0 to 6.9 medium, as Security Hub calls these controls.
        'security-severity': '6.0',
      },
    }
  }

const pascalCase = (id: string) => id.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())

const plain = (markdown: string) => markdown.replaceAll(/[`\\]/g, '')

const LEVELS = { 'non-compliant': 'error', unknown: 'warning', exempt: 'error' } as const

function resultsOf(finding: PlacedFinding): readonly Result[] {
  const { control, verdict, place, exemption } = finding
  if (verdict !== 'non-compliant' && verdict !== 'unknown' && verdict !== 'exempt') return []
  const { file, address, line, column } = place
  const suppressions: readonly Suppression[] = exemption
    ? [{ kind: 'external', status: 'accepted', justification: printable(exemption.reason, 1000) }]
    : []
  return [
    {
      ruleId: control,
      ruleIndex: CONTROLS.findIndex(({ id }) => id === control),
      level: LEVELS[verdict],
      message: { text: findingText(finding) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(file) },
            // Code scanning shows a result only at a line.
            region: { startLine: line ?? 1, ...(column !== undefined && { startColumn: column }) },
          },
          logicalLocations: [{ fullyQualifiedName: visible(address, 1000), kind: 'resource' }],
        },
      ],
      // GitHub reads this one only. It has no line in it, so that a result stays the same when lines move.
      partialFingerprints: { primaryLocationLineHash: fingerprintOf(finding) },
      ...(suppressions.length > 0 && { suppressions: [...suppressions] }),
    },
  ]
}

const fingerprintOf = ({ control, place: { file, address } }: PlacedFinding): string =>
  `${createHash('sha256')
    .update(JSON.stringify([control, uriOf(file), address]))
    .digest('hex')
    .slice(0, 16)}:1`
