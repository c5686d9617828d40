import { readFileSync } from 'node:fs'
import { newLook } from '../../src/core/policy/decision/budget.ts'
import { findCounterexample } from '../../src/core/policy/find-counterexample.ts'
import { parsePolicyText } from '../../src/core/policy/parsing/parse.ts'
import { CLASSES } from '../core/policy/cases/classes.ts'

/** The processor time of a first look in milliseconds: the policy of standard input, for the requests of every control. */
const policy = parsePolicyText(readFileSync(0, 'utf8'))
const look = newLook()
const start = process.cpuUsage()
for (const [, requests] of CLASSES)
  for (const each of requests) findCounterexample(policy, each, look)
const { user, system } = process.cpuUsage(start)
console.log((user + system) / 1000)
