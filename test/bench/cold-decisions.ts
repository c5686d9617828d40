import { readFileSync } from 'node:fs'
import { assess } from '../../src/core/assessment/assess.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import { BUCKET, circumstances, KEY_ARN, posture, rule } from '../support/builders.ts'

/**
 * The processor time in milliseconds of a first look in this process, and its largest memory in MB so far: the policy of
 * standard input is judged by all controls, with the settings that ask the most questions about it.
 */
const policy: PolicyDocument = JSON.parse(readFileSync(0, 'utf8'))
const settings = { minimumTls: '1.3', sseC: 'block', uploadEncryption: 'explicit' } as const
const start = process.cpuUsage()
const seen = posture({ policy, encryption: rule('aws:kms', KEY_ARN) })
assess({ ...seen, bucket: { ...BUCKET, name: 'data' } }, circumstances(settings))
const { user, system } = process.cpuUsage(start)
const { maxRSS } = process.resourceUsage()
console.log(JSON.stringify({ time: (user + system) / 1000, memory: maxRSS / 1024 }))
