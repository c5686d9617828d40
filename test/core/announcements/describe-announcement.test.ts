import { expect, test } from 'vitest'
import {
  type Announcement,
  describeAnnouncement,
} from '../../../src/core/announcements/announcement.ts'

const GRACE = { control: 'tls-only', by: 'grace', id: 'event-1', day: '2026-11-27' } as const
const PROPOSAL = { ...GRACE, by: 'proposal' } as const

test.each<[Announcement, string, string]>([
  [GRACE, '2026-11-20', 'Due in 7 days: Cooper fixes it on 2026-11-27'],
  [GRACE, '2026-11-26', 'Due tomorrow: Cooper fixes it on 2026-11-27'],
  [GRACE, '2026-11-27', 'Due today: Cooper fixes it on 2026-11-27'],
  [
    { ...GRACE, isDue: true },
    '2026-11-28',
    'Due: Cooper fixes it when it has looked at the access logs',
  ],
  [
    { ...GRACE, extensions: 1 },
    '2026-11-20',
    'Due in 7 days: Cooper fixes it on 2026-11-27, postponed once since clients use it',
  ],
  [
    { ...GRACE, extensions: 3 },
    '2026-11-20',
    'Due in 7 days: Cooper fixes it on 2026-11-27, postponed 3 times since clients use it',
  ],
  [
    { ...GRACE, hasEnded: true, because: 'in-use' },
    '2026-11-28',
    'Cooper does not fix it: clients still use the bucket in a way that the fix would deny',
  ],
  [
    { ...GRACE, hasEnded: true, because: 'unknown' },
    '2026-11-28',
    'Cooper does not fix it: there are no access logs that tell who uses the bucket',
  ],
  [PROPOSAL, '2026-11-20', 'Proposal shop/event-1 waits for an answer until 2026-11-27'],
  [
    { ...PROPOSAL, hasEnded: true },
    '2026-11-28',
    'Proposal shop/event-1 ended on 2026-11-27 without an answer',
  ],
])('%j on %s: %s', (announcement, today, text) => {
  expect(describeAnnouncement(announcement, 'shop', today)).toBe(text)
})
