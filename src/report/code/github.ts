import type { PlacedFinding } from '../../core/check/template-report.ts'
import { visible } from '../../core/printable.ts'
import { findingText } from './finding-text.ts'

/**
 * Findings as workflow commands, which GitHub shows as annotations at the lines of a pull request.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export const githubCommands = (findings: readonly PlacedFinding[]): readonly string[] =>
  findings.flatMap((finding) => {
    const { verdict, title, place } = finding
    if (verdict !== 'non-compliant' && verdict !== 'unknown') return []
    const { file, line = 1, column } = place
    const properties = Object.entries({
      file: visible(file, 1000),
      line,
      ...(column !== undefined && { col: column }),
      title,
    })
      .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
      .join(',')
    const command = verdict === 'unknown' ? 'warning' : 'error'
    return [`::${command} ${properties}::${escapeData(findingText(finding))}`]
  })

const escapeData = (text: string) =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string) =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
