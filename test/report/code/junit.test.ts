import { readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import type { PlacedFinding } from '../../../src/core/check/template-report.ts'
import { type IsFailure, junitXml } from '../../../src/report/code/junit.ts'
import { manyFindings, placed, templateReport } from './placed-findings.ts'

const isNonCompliant: IsFailure = ({ verdict }) => verdict === 'non-compliant'

const schema = readFileSync('test/schemas/junit-10.xsd', 'utf8')

const problemsOf = async (contents: string) => {
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents }],
    schema: [schema],
  })
  return errors.map(({ message }) => message)
}

const xmlOf = (findings: readonly PlacedFinding[], isFailure = isNonCompliant) =>
  junitXml([templateReport(findings)], isFailure)

test.each([
  ['nothing', junitXml([], isNonCompliant)],
  ['a finding', xmlOf([placed()])],
  ['each control and verdict, with hostile texts', xmlOf(manyFindings)],
])('is valid by the schema: %s', async (_, xml) => {
  expect(await problemsOf(xml)).toEqual([])
})

test('the schema refuses what it must: the test can fail', async () => {
  expect(await problemsOf('<testsuites><testcase/></testsuites>')).not.toEqual([])
})

test('hostile texts stay texts', () => {
  const parsed = new XMLParser({ ignoreAttributes: false }).parse(xmlOf(manyFindings))
  const cases = parsed.testsuites.testsuite.testcase
  expect(cases).toHaveLength(manyFindings.length)
  expect(new Set(cases.flatMap((one: object) => Object.keys(one)))).toEqual(
    new Set(['@_name', '@_classname', 'failure', 'skipped']),
  )
})

test('counts failures, and skips what does not fail the check', () => {
  const xml = xmlOf([
    placed(),
    placed({ verdict: 'unknown' }),
    placed({ verdict: 'exempt', exemption: { by: 'tag', reason: 'because' } }),
    placed({ verdict: 'compliant' }),
  ])
  expect(xml).toContain('tests="4" failures="1" errors="0" skipped="2"')
  expect(xml.match(/<failure/g)).toHaveLength(1)
  expect(xml.match(/<skipped/g)).toHaveLength(2)
  expect(xml).toContain('stacks/app.yaml:12')
})

test('an unknown finding fails where it is asked for', () => {
  const xml = xmlOf([placed({ verdict: 'unknown' })], () => true)
  expect(xml).toContain('<failure type="unknown"')
})
