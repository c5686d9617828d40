import { VERDICTS, type Verdict, verdictOf } from '../../core/check/bucket-report.ts'
import type {
  PlacedFinding,
  TemplatePlace,
  TemplateReport,
} from '../../core/check/template-report.ts'
import { keepName, visible } from '../../core/printable.ts'
import { isListed } from '../table.ts'
import { FINDING_MARGIN, findingLines, headingOf, numbered, type Paint } from '../table-lines.ts'

/** For people: the buckets of templates that are not compliant, the worst first, with the lines that are missing. */
export function templateTable(reports: readonly TemplateReport[], paint: Paint): readonly string[] {
  const of = (verdict: Verdict) => reports.filter((report) => verdictOf(report) === verdict)
  const groups = VERDICTS.map((verdict) => ({ verdict, buckets: of(verdict) })).filter(
    ({ buckets }) => buckets.length > 0,
  )
  const files = new Set(reports.map(({ place }) => place.file)).size
  return [
    ...groups.flatMap(({ verdict, buckets }) => [
      headingOf(verdict, buckets.length, paint),
      '',
      ...(!isListed(verdict)
        ? []
        : buckets.flatMap((report) => [...templateBucketLines(report, paint), ''])),
    ]),
    [
      `${numbered(reports.length)} in ${files} file${files === 1 ? '' : 's'}`,
      ...groups.map(({ verdict, buckets }) => `${buckets.length.toLocaleString('en')} ${verdict}`),
    ].join(' · '),
  ]
}

function templateBucketLines(report: TemplateReport, paint: Paint): readonly string[] {
  const { bucket, name, place, findings, fix } = report
  const open = findings.filter(({ verdict }) => isListed(verdict))
  const lines = [
    ...open.flatMap((finding) => [...findingLines(finding), ...elsewhere(finding, place)]),
    ...(fix === undefined
      ? []
      : ['    Make it compliant:', ...fix.split('\n').map((one) => `      ${one}`)]),
  ]
  return [
    `  ${paint('bold', visible(place.address, 255))}  ${name ? `${visible(name, 255)}  ` : ''}${positionOf(place)}`,
    ...lines.map((one) => keepName(one, bucket.name)),
  ]
}

const positionOf = ({ file, line, column }: TemplatePlace) =>
  visible([file, ...(line === undefined ? [] : [line, column])].join(':'), 1000)

/** Where a person would change it, if that is not at the bucket. */
const elsewhere = ({ place }: PlacedFinding, { address }: TemplatePlace): readonly string[] =>
  place.address === address
    ? []
    : [`${FINDING_MARGIN}At ${visible(place.address, 255)}, ${positionOf(place)}`]
