import { partition } from '@aws-sdk/core/client'
import { expect, test } from 'vitest'
import { regionsOf } from '../../../../src/core/policy/decision/regions.ts'

const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc']

test.each(PARTITIONS)("the regions of %s are in this partition by AWS's SDK, too", (name) => {
  const regions = regionsOf(name) ?? []
  expect(regions).not.toEqual([])
  expect(new Set(regions).size).toBe(regions.length)
  expect(regions.filter((region) => partition(region).name !== name)).toEqual([])
})

test('the regions of other partitions are not known', () => {
  expect(regionsOf('aws-iso')).toBeUndefined()
})
