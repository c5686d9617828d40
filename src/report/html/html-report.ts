import type { BucketReport } from '../../core/check/bucket-report.ts'
import { CONTROLS } from '../../core/controls/all.ts'
import { standardsOf } from '../../core/controls/mapping.ts'
import type { Settings } from '../../core/settings.ts'
import type { ControlDetail } from '../page/row.ts'
import { isNotCompliant, statusOf } from '../page/status-of.ts'
import { worseFirst } from '../page/worse-first.ts'
import { summary } from '../summary.ts'
import { BLOCK_BEGIN, BLOCK_END, controlsBlock, dataLine, ROWS_A_BLOCK } from './data-block.ts'
import { endingExemptions, MOST_ENDING, soonestFirst } from './exemptions.ts'
import { markup } from './markup.ts'
import { beginning, ending, type ReportFacts } from './page-frame.ts'
import { rowOf } from './row-of.ts'
import { createShortlist } from './shortlist.ts'
import { applicableOf, createTally, sumOf } from './tally.ts'
import { MOST_WORST, worstBuckets } from './worst-buckets.ts'

/** A report that is written while buckets are checked. Await each call before the next one. */
export interface HtmlReport {
  readonly add: (report: BucketReport) => Promise<void>
  /** Without this call the page has no summary, and says that it is incomplete. */
  readonly end: (isComplete?: boolean) => Promise<void>
}

/** Keeps only counts and the worst buckets in memory: each bucket is written as one line when it is added. */
export function createHtmlReport(
  write: (text: string) => void | Promise<void>,
  facts: ReportFacts,
): HtmlReport {
  const controls = controlDetails(facts.settings)
  const tally = createTally()
  const worst = createShortlist(MOST_WORST, worseFirst)
  const soonest = createShortlist(MOST_ENDING, soonestFirst)
  const isAtSeam = () => sumOf(tally.total().counts) % ROWS_A_BLOCK === 0
  const begin = textOnce(() => `${beginning(facts).markup}${controlsBlock(controls)}`)
  return {
    async add(report) {
      const row = rowOf(report, controls)
      const before = `${begin()}${isAtSeam() ? BLOCK_BEGIN : ''}`
      tally.add(row)
      if (isNotCompliant(statusOf(row))) worst.add(row)
      for (const exemption of endingExemptions(row)) soonest.add(exemption)
      await write(`${before}${dataLine(row)}${isAtSeam() ? BLOCK_END : ''}`)
    },
    async end(isComplete = true) {
      const { counts } = tally.total()
      const all = sumOf(counts)
      const buckets = worstBuckets(worst.items(), {
        notCompliant: applicableOf(counts) - counts.compliant,
        all,
      })
      const main = markup`<main>${isComplete ? [] : [BROKEN_OFF]}
${summary(tally, soonest.items())}${buckets}${ending()}`
      await write(`${begin()}${isAtSeam() ? '' : BLOCK_END}${main.markup}`)
    },
  }
}

const BROKEN_OFF = markup`<p class="incomplete" role="alert">The check ended before all buckets were checked.</p>`

/** Returns the text at the first call, and an empty string afterwards. */
function textOnce(text: () => string): () => string {
  const state = { isDone: false }
  return () => {
    if (state.isDone) return ''
    state.isDone = true
    return text()
  }
}

const controlDetails = (settings: Settings): readonly ControlDetail[] =>
  CONTROLS.map(({ id, title, mapping }) => ({
    id,
    title,
    standards: standardsOf(mapping(settings)),
    page: mapping(settings).page,
  }))

export type { ReportFacts }
