import { checkTemplates } from '../../src/template-check/check-templates.ts'
import { SETTINGS } from '../support/builders.ts'
import { denyHttp, templateWith } from '../template-check/support.ts'
import { type Figure, spreadOf } from './figure.ts'

const PAIRS = 250
const RUNS = 5

/** The duration of a check of a template with as many resources as CloudFormation takes, half of them policies. */
export async function templates(): Promise<readonly Figure[]> {
  const pair = templateWith([denyHttp()]).replace(/^\s*Resources:\n/, '')
  const all = Array.from({ length: PAIRS }, (_, index) => pair.replaceAll('Data', `Data${index}`))
  const text = `Resources:\n${all.join('')}`
  const check = {
    ...{ settings: SETTINGS, today: '2026-11-20', params: {} },
    ...{ region: 'eu-central-1', account: undefined },
  }
  const times = Array.from({ length: RUNS }, () => {
    const begun = performance.now()
    checkTemplates([{ file: 'template.yaml', text }], check)
    return performance.now() - begun
  })
  return [
    {
      figure: `check of a template with ${2 * PAIRS} resources`,
      ...{ unit: 'ms', ...spreadOf(times) },
      ...{ limit: 2000, of: 'set by the project', aim: { atMost: 1 } },
    },
  ]
}
