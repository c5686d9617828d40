import { describe, expect, test } from 'vitest'
import { loggedOperation } from '../../../src/core/access-log/operation.ts'
import { BUCKET_ACTIONS, OBJECT_ACTIONS } from '../../../src/core/policy/decision/known-actions.ts'

describe('a logged operation', () => {
  test.each([
    ['REST.GET.OBJECT', 's3:GetObject'],
    ['REST.HEAD.OBJECT', 's3:GetObject'],
    ['REST.PUT.OBJECT', 's3:PutObject'],
    ['REST.COPY.OBJECT', 's3:PutObject'],
    ['REST.COPY.OBJECT_GET', 's3:GetObject'],
    ['REST.PUT.PART', 's3:PutObject'],
    ['REST.POST.UPLOADS', 's3:PutObject'],
    ['REST.DELETE.UPLOAD', 's3:AbortMultipartUpload'],
    ['BATCH.DELETE.OBJECT', 's3:DeleteObject'],
    ['REST.GET.ACL', 's3:GetObjectAcl'],
    ['REST.DELETE.TAGGING', 's3:DeleteObjectTagging'],
  ])('%s of an object takes %s', (name, action) => {
    expect(loggedOperation(name, true, false)).toEqual({ type: 'request', action })
  })

  test.each([
    ['REST.GET.BUCKET', 's3:ListBucket'],
    ['REST.GET.BUCKETVERSIONS', 's3:ListBucketVersions'],
    ['REST.GET.ACL', 's3:GetBucketAcl'],
    ['REST.PUT.LOGGING_STATUS', 's3:PutBucketLogging'],
    ['REST.GET.SOMETHING_NEW', undefined],
    ['SOAP.ListBucket', undefined],
  ])('%s of a bucket takes %s', (name, action) => {
    expect(loggedOperation(name, false, false)).toEqual({ type: 'request', action })
  })

  test.each([
    ['REST.GET.OBJECT', 's3:GetObjectVersion'],
    ['REST.DELETE.OBJECT', 's3:DeleteObjectVersion'],
    ['REST.GET.ACL', 's3:GetObjectVersionAcl'],
    ['REST.PUT.TAGGING', 's3:PutObjectVersionTagging'],
    ['REST.PUT.OBJECT', 's3:PutObject'],
  ])('%s of a version of an object takes %s', (name, action) => {
    expect(loggedOperation(name, true, true)).toEqual({ type: 'request', action })
  })

  test.each([
    ['WEBSITE.GET.OBJECT', 'website'],
    ['S3.EXPIRE.OBJECT', 'own'],
    ['S3.CREATE.DELETEMARKER', 'own'],
    ['REST.OPTIONS.PREFLIGHT', 'own'],
    ['REST.POST.MULTI_OBJECT_DELETE', 'own'],
  ])('%s is not judged: %s', (name, type) => {
    expect(loggedOperation(name, true, false)).toEqual({ type })
  })
})

test('every action of an operation is one that S3 has', () => {
  const known = [...OBJECT_ACTIONS, ...BUCKET_ACTIONS]
  const names = [
    'OBJECT',
    'OBJECT_ATTRIBUTES',
    'UPLOAD',
    'UPLOADS',
    'BUCKET',
    'CORS',
    'POLICY_STATUS',
  ]
  const actions = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD']
    .flatMap((method) => names.map((name) => `REST.${method}.${name}`))
    .map((name) => loggedOperation(name, true, false))
    .flatMap((one) => (one.type === 'request' && one.action ? [one.action] : []))
  expect(actions.length).toBeGreaterThan(12)
  expect(actions.filter((action) => !known.includes(action))).toEqual([])
})
