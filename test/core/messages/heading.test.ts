import { describe, expect, test } from 'vitest'
import type { RemediationRecord } from '../../../src/core/journal/record.ts'
import { emailOf } from '../../../src/core/messages/email.ts'
import { messageOf } from '../../../src/core/messages/message.ts'
import { sampleRecord } from '../../support/sample-record.ts'

const INTERRUPTED = sampleRecord({ attempt: { status: 'interrupted' } })
const LOST = { put: { policy: null }, current: { policy: null } }
const UNDO = { of: 'event-1', until: '2026-12-20', controls: ['tls-only'] } as const

describe('title and first sentence do not hide a change that Cooper may have made', () => {
  test.each<[string, RemediationRecord, string, string]>([
    [
      'an interrupted fix',
      INTERRUPTED,
      'Cooper was interrupted while it fixed S3 bucket',
      'It may have changed the bucket.',
    ],
    [
      'an interrupted undo',
      { ...INTERRUPTED, undo: UNDO },
      'Cooper was interrupted while it undid a change on S3 bucket',
      'It may have changed the bucket.',
    ],
    [
      'a lost update that nothing restores',
      { ...sampleRecord(), outcome: 'unknown', lostUpdate: LOST },
      'Cooper may have replaced a change of S3 bucket',
      "Cooper may have replaced somebody else's change",
    ],
    [
      'a fix of one control beside a report of another',
      { ...sampleRecord(), outcome: 'reported' },
      'Cooper fixed part of S3 bucket',
      'It only reports the rest.',
    ],
  ])('%s', (_reason, record, title, sentence) => {
    expect(messageOf(record).title).toBe(`${title} ${record.bucket}`)
    const [first = ''] = emailOf(record).split('\n')
    expect(first).toContain(sentence)
    expect(first).not.toContain('changed nothing')
  })

  test('what could not be read, and was not changed, still says so', () => {
    const record: RemediationRecord = { ...sampleRecord(), outcome: 'unknown', steps: [] }
    expect(messageOf(record).title).toContain('Cooper could not fully check S3 bucket')
    expect(emailOf(record).split('\n')[0]).toContain('It changed nothing that it could not check.')
  })
})
