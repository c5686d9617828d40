import { describe, expect, test } from 'vitest'
import { examine } from '../../../src/core/explain/examine.ts'
import type { JsonObject } from '../../../src/core/policy/document.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import { oldTls } from '../../../src/core/requests/old-tls.ts'
import { headerlessUploads } from '../../../src/core/requests/uploads.ts'
import { uploadHeaderStatement } from '../../../src/core/statements/cooper-statements.ts'
import { deny, policy, USER } from '../policy/cases/case.ts'
import { BUCKET, CLASSES } from '../policy/cases/classes.ts'

const [UPLOADS = oldTls(BUCKET, '1.2')] = headerlessUploads(BUCKET)
const OWN = uploadHeaderStatement(BUCKET)
const look = (statements: readonly JsonObject[], requests = UPLOADS) =>
  examine(parsePolicy(policy(...statements)), requests, 'upload')

describe('an examination', () => {
  test('names the statement that enforces', () => {
    expect(look([deny({ Effect: 'Allow' }), OWN])).toEqual({
      evidence: { enforced: true, statements: [2] },
      sentence: 'Every upload is denied, by statement 2',
    })
  })

  const { Principal: _, ...rest }: JsonObject = OWN
  const ofOne = { ...OWN, Principal: { AWS: USER } }
  const ofOthers = { ...rest, NotPrincipal: { AWS: USER } }

  test.each([
    ['the one first', [ofOne, ofOthers]],
    ['the others first', [ofOthers, ofOne]],
  ])(
    'names all that enforce together, in their order: %s',
    (_reason, [first = {}, second = {}]) => {
      expect(look([first, deny({ Effect: 'Allow' }), second])).toEqual({
        evidence: { enforced: true, statements: [1, 3] },
        sentence: 'Every upload is denied, by statements 1, 3',
      })
    },
  )

  test('names a request that gets through, as it would be sent', () => {
    expect(look([{ ...OWN, Principal: { AWS: USER } }])).toEqual({
      evidence: {
        enforced: false,
        undenied: {
          principal: 'anonymous',
          action: 's3:PutObject',
          resource: 'arn:aws:s3:::data/any-object',
          context: {
            'aws:SecureTransport': 'true',
            's3:TlsVersion': '1.3',
            'aws:PrincipalType': 'Anonymous',
          },
        },
      },
      sentence: expect.stringMatching(/^Anyone can s3:PutObject .*: statement 1 denies only for /),
    })
  })

  test('tells the version of TLS of a request that gets through', () => {
    expect(look([], oldTls(BUCKET, '1.3')).evidence.undenied?.context).toMatchObject({
      'aws:SecureTransport': 'true',
      's3:TlsVersion': '1.2',
    })
  })

  test('says what could not be proven, which does not count as enforced', () => {
    const vague = { ...OWN, Condition: { Bool: { 'aws:SecureTransport': 'True' } } }
    expect(look([vague])).toEqual({
      evidence: { enforced: false, notProven: expect.stringContaining('statement 1') },
      sentence: expect.stringMatching(/^Cooper could not prove that every upload is denied: /),
    })
  })

  test.each(CLASSES)('without a policy nothing is denied: %s', (_, requests) => {
    for (const each of requests) {
      expect(examine(undefined, each, 'request')).toMatchObject({
        evidence: { enforced: false, undenied: { action: expect.stringContaining('s3:') } },
        sentence: expect.stringMatching(/: no statement denies anything$/),
      })
    }
  })
})
