import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { deploy } from './deployed.ts'

const { Resources } = JSON.parse(readFileSync('dist/standalone.template.json', 'utf8'))

/** The functions with the code of the standalone template, in the file that CloudFormation writes. */
const inlineFunctions = () =>
  readStack('serverless.yml').functions.map((one) => {
    const id = Object.keys(Resources).find((key) => {
      const [, name = 'none'] = one.name.split('cooper-dev-')
      return key.toLowerCase() === `${name}lambdafunction`.toLowerCase()
    })
    const file = join(mkdtempSync(join(tmpdir(), 'cooper-inline-')), 'index.js')
    writeFileSync(file, Resources[id ?? ''].Properties.Code.ZipFile)
    return { ...one, file }
  })

test('the code of the standalone template fixes a bucket', async () => {
  const { createBucket, aws, statements, records } = await deploy({ functions: inlineFunctions() })
  await createBucket()
  await aws.settled()
  expect((await statements()).map(({ Sid }) => Sid)).toEqual(['CooperTlsOnly'])
  expect(records().map(({ outcome }) => outcome)).toEqual(['remediated'])
})
