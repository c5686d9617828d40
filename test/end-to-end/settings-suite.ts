import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import {
  denySseCStatement,
  minimumTlsStatement,
  tlsOnlyStatement,
} from '../../src/core/statements/cooper-statements.ts'
import { KEY_ARN, OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { isWrite } from './backend.ts'
import type { Trial, TryOut } from './trials.ts'

const KMS = { DEFAULT_ENCRYPTION: 'sse-kms', KMS_KEY_ARN: KEY_ARN }

const SSE_S3 = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }

const EVERY_STATEMENT = { MINIMUM_TLS_VERSION: '1.2', UPLOAD_ENCRYPTION: 'explicit' }
const SWITCHED_OFF = { MINIMUM_TLS_VERSION: 'none', UPLOAD_ENCRYPTION: 'any', SSE_C: 'keep' }

/** Combined settings, settings that change, and modes by control, against any AWS. */
export function settingsSuite(tryOut: TryOut) {
  describe('several findings', () => severalFindings(tryOut))
  describe('a setting that is switched off later', () => switchedOff(tryOut))
  describe('a mode for one control', () => modes(tryOut))
}

const id = ({ bucket }: Trial) => ({ name: bucket, partition: 'aws' })
const owners = ({ arn }: Trial): JsonObject => ({ ...OWNERS_STATEMENT, Resource: `${arn}/*` })

function severalFindings(tryOut: TryOut) {
  tryOut(
    'are remediated in one put for each attribute, with all statements in their order',
    async (trial) => {
      const { deliver, putRule, sids, encryption } = trial
      await putRule(SSE_S3)
      const { operations, messages } = await deliver({ ...KMS, ...EVERY_STATEMENT })
      expect(operations.filter(isWrite)).toEqual(['PutBucketEncryption', 'PutBucketPolicy'])
      expect(await encryption()).toMatchObject({
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
        BucketKeyEnabled: true,
      })
      expect(await sids()).toEqual([
        ...['CooperTlsOnly', 'CooperMinimumTls'],
        ...['CooperUploadAlgorithm', 'CooperUploadKey', 'CooperUploadHeader'],
      ])
      expect(messages).toMatchObject([{ outcome: 'remediated', remaining: [] }])
      expect((await deliver({ ...KMS, ...EVERY_STATEMENT })).result?.outcome).toBe('compliant')
    },
  )

  tryOut('SSE-C is blocked by the rule', async ({ deliver, putRule, encryption, sids }) => {
    await putRule(SSE_S3)
    await deliver({ SSE_C: 'block' })
    expect((await encryption())?.BlockedEncryptionTypes).toEqual({ EncryptionType: ['SSE-C'] })
    expect(await sids()).toEqual(['CooperTlsOnly'])
  })

  tryOut(
    'SSE-C is never blocked by a statement: where S3 ignores the rule, the control fails',
    async (trial) => {
      const { deliver, putRule, encryption, sids } = trial
      await putRule(SSE_S3)
      const { messages } = await deliver({ SSE_C: 'block' })
      const isSupported = (await encryption())?.BlockedEncryptionTypes !== undefined
      expect(messages).toMatchObject([{ outcome: isSupported ? 'remediated' : 'failed' }])
      expect(await sids()).toEqual(['CooperTlsOnly'])
    },
  )
}

function switchedOff(tryOut: TryOut) {
  tryOut('removes the statements of Cooper, and no other', async (trial) => {
    const { deliver, putPolicy, sids, statements } = trial
    await putPolicy(policyOf(owners(trial), denySseCStatement(id(trial))))
    await deliver({ ...EVERY_STATEMENT, SSE_C: 'block' })
    expect(await sids()).toEqual([
      ...[owners(trial).Sid, 'CooperTlsOnly', 'CooperMinimumTls', 'CooperDenySseC'],
      ...['CooperUploadAlgorithm', 'CooperUploadHeader'],
    ])
    // A setting that is not given licenses no removal.
    expect((await deliver()).result?.outcome).toBe('compliant')
    const { messages } = await deliver(SWITCHED_OFF)
    expect(await statements()).toEqual([owners(trial), tlsOnlyStatement(id(trial))])
    expect(messages).toMatchObject([
      {
        outcome: 'remediated',
        remaining: [],
        steps: [
          {
            statements: [
              { sid: 'CooperMinimumTls', change: 'removed' },
              { sid: 'CooperDenySseC', change: 'removed' },
              { sid: 'CooperUploadAlgorithm', change: 'removed' },
              { sid: 'CooperUploadHeader', change: 'removed' },
            ],
          },
        ],
      },
    ])
    expect((await deliver(SWITCHED_OFF)).result?.outcome).toBe('compliant')
  })

  tryOut(
    'or changed, replaces its statement in place, even by a less strict one',
    async (trial) => {
      const { deliver, sids, statements } = trial
      await deliver({ MINIMUM_TLS_VERSION: '1.2', UPLOAD_ENCRYPTION: 'explicit' })
      await deliver({ MINIMUM_TLS_VERSION: '1.3', UPLOAD_ENCRYPTION: 'explicit' })
      expect((await statements())[1]).toEqual(minimumTlsStatement(id(trial), '1.3'))
      await deliver({ MINIMUM_TLS_VERSION: '1.2', UPLOAD_ENCRYPTION: 'matching' })
      expect((await statements())[1]).toEqual(minimumTlsStatement(id(trial), '1.2'))
      expect(await sids()).toEqual(['CooperTlsOnly', 'CooperMinimumTls', 'CooperUploadAlgorithm'])
    },
  )

  tryOut('keeps a statement that somebody altered', async (trial) => {
    const unaltered = { ...minimumTlsStatement(id(trial), '1.2'), Sid: 'CooperMinimumTls2' }
    const altered = { ...minimumTlsStatement(id(trial), '1.2'), Principal: { AWS: '123456789012' } }
    await trial.putRule(SSE_S3)
    await trial.putPolicy(policyOf(altered, unaltered, tlsOnlyStatement(id(trial))))
    const [before, , tlsOnly] = await trial.statements()
    expect((await trial.deliver(SWITCHED_OFF)).result?.outcome).toBe('remediated')
    expect(await trial.statements()).toEqual([before, tlsOnly])
    expect((await trial.deliver(SWITCHED_OFF)).result?.outcome).toBe('compliant')
  })

  tryOut('keeps the statement of a control that CONTROLS leaves out', async ({ deliver, sids }) => {
    await deliver({ MINIMUM_TLS_VERSION: '1.2' })
    const { result } = await deliver({ CONTROLS: 'tls-only,default-encryption' })
    expect(result?.outcome).toBe('compliant')
    expect(await sids()).toEqual(['CooperTlsOnly', 'CooperMinimumTls'])
  })

  tryOut('is reported as failed if its statement is the last one', async ({ deliver, sids }) => {
    const CONTROLS = 'minimum-tls'
    await deliver({ CONTROLS, MINIMUM_TLS_VERSION: '1.2' })
    const { operations, messages } = await deliver({ CONTROLS, MINIMUM_TLS_VERSION: 'none' })
    expect(operations.filter(isWrite)).toEqual([])
    expect(await sids()).toEqual(['CooperMinimumTls'])
    expect(messages).toMatchObject([
      { outcome: 'failed', steps: [{ failure: { code: 'LastStatement' } }] },
    ])
  })
}

function modes(tryOut: TryOut) {
  tryOut('report: it is only reported, and the rest is remediated', async (trial) => {
    const { deliver, sids, encryption } = trial
    const settings = { ...KMS, ...EVERY_STATEMENT, MODE_TLS_ONLY: 'report' }
    const { messages } = await deliver(settings)
    expect(await sids()).not.toContain('CooperTlsOnly')
    expect((await encryption())?.BucketKeyEnabled).toBe(true)
    expect(messages).toMatchObject([
      {
        outcome: 'reported',
        steps: [
          { step: { action: 'put', attribute: 'encryption' }, status: 'done' },
          { step: { controls: ['upload-encryption', 'minimum-tls'] }, status: 'done' },
          { step: { controls: ['tls-only'] }, status: 'planned' },
        ],
        remaining: [{ control: 'tls-only', verdict: 'non-compliant' }],
      },
    ])
    const second = await deliver(settings)
    expect(second.result?.outcome).toBe('reported')
    expect(second.operations.filter(isWrite)).toEqual([])
  })

  tryOut('remediate: it is remediated, and the rest only reported', async (trial) => {
    const { deliver, putRule, sids, encryption } = trial
    await putRule(SSE_S3)
    const settings = { ...KMS, ...EVERY_STATEMENT, MODE: 'report', MODE_TLS_ONLY: 'remediate' }
    const { operations, messages } = await deliver(settings)
    expect(operations.filter(isWrite)).toEqual(['PutBucketPolicy'])
    expect(await sids()).toEqual(['CooperTlsOnly'])
    expect((await encryption())?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256')
    expect(messages).toMatchObject([
      {
        outcome: 'reported',
        remaining: [
          ...[{ control: 'default-encryption' }, { control: 'upload-encryption' }],
          { control: 'minimum-tls' },
        ],
      },
    ])
  })
}
