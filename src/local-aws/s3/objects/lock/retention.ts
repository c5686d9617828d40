import { awsError } from '../../../http/aws-error.ts'
import { emptyReply, header, type Reply } from '../../../http/exchange.ts'
import { type XmlContent, xmlText } from '../../../http/xml.ts'
import { checkElements, type Shape } from '../../content/check-elements.ts'
import { accessDenied, malformedXml } from '../../errors.ts'
import type { BucketCall, BucketOperation } from '../../operation.ts'
import { authorizeAlso } from '../../request/authorize.ts'
import { readXml, xmlReply } from '../../respond.ts'
import { objectOf } from '../store/found-object.ts'
import { replaceVersion } from '../store/versions.ts'
import {
  BYPASS,
  checkHasLock,
  isRetained,
  LEGAL_HOLD,
  legalHold,
  MODE,
  retention,
  UNTIL,
} from './object-lock.ts'

const lockCommon = { on: 'object', parameters: ['versionId'] } as const
const RETENTION: Shape = { Mode: 'text', RetainUntilDate: 'text' }

const getRetention: BucketOperation = {
  ...{ ...lockCommon, name: 'GetObjectRetention', method: 'GET', subresource: 'retention' },
  action: 's3:GetObjectRetention',
  run(call) {
    const { headers } = lockedObject(call)
    return lockReply(
      'Retention',
      headers[MODE] && { Mode: headers[MODE], RetainUntilDate: headers[UNTIL] },
    )
  },
}

const putRetention: BucketOperation = {
  ...{ ...lockCommon, name: 'PutObjectRetention', method: 'PUT', subresource: 'retention' },
  action: 's3:PutObjectRetention',
  headers: [BYPASS],
  run(call) {
    const { exchange, cloud } = call
    const content = readXml(exchange, 'Retention')
    checkElements(content, RETENTION, 'Retention')
    const [mode, until] = [xmlText(content, 'Mode'), xmlText(content, 'RetainUntilDate')]
    if ((mode === undefined) !== (until === undefined)) throw malformedXml()
    if (mode !== undefined && mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') throw malformedXml()
    checkChange(call, mode, until)
    return changeLock(call, [MODE, UNTIL], retention(mode, until, cloud.clock()))
  },
}

const getHold: BucketOperation = {
  ...{ ...lockCommon, name: 'GetObjectLegalHold', method: 'GET', subresource: 'legal-hold' },
  action: 's3:GetObjectLegalHold',
  run(call) {
    const status = lockedObject(call).headers[LEGAL_HOLD]
    return lockReply('LegalHold', status && { Status: status })
  },
}

const putHold: BucketOperation = {
  ...{ ...lockCommon, name: 'PutObjectLegalHold', method: 'PUT', subresource: 'legal-hold' },
  action: 's3:PutObjectLegalHold',
  run(call) {
    const content = readXml(call.exchange, 'LegalHold')
    checkElements(content, { Status: 'text' }, 'LegalHold')
    const status = xmlText(content, 'Status')
    if (status !== 'ON' && status !== 'OFF') throw malformedXml()
    return changeLock(call, [LEGAL_HOLD], legalHold(status))
  },
}

export const RETENTION_OPERATIONS = [getRetention, putRetention, getHold, putHold]

function lockedObject(call: BucketCall) {
  checkHasLock(call.bucket)
  return objectOf(call)
}

function lockReply(root: string, content: XmlContent | string | undefined): Reply {
  if (typeof content === 'object') return xmlReply(root, content)
  const message = 'The specified object does not have a ObjectLock configuration'
  throw awsError('NoSuchObjectLockConfiguration', 404, message)
}

/** A retention can be made longer; shorter or weaker only in governance mode, by those who may bypass it. */
function checkChange(call: BucketCall, mode: string | undefined, until: string | undefined): void {
  const { headers } = lockedObject(call)
  if (!isRetained(headers, call.cloud.clock())) return
  const isLonger = until !== undefined && Date.parse(until) >= Date.parse(headers[UNTIL] ?? '')
  if (isLonger && mode === headers[MODE]) return
  const isBypassed = header(call.exchange, BYPASS)?.toLowerCase() === 'true'
  if (headers[MODE] === 'COMPLIANCE' || !isBypassed) {
    throw accessDenied('Access Denied because object protected by object lock.')
  }
  authorizeAlso(call, 's3:BypassGovernanceRetention')
}

function changeLock(
  call: BucketCall,
  names: readonly string[],
  lock: Record<string, string>,
): Reply {
  const { bucket, target } = call
  const object = lockedObject(call)
  const others = Object.entries(object.headers).filter(([name]) => !names.includes(name))
  const headers = { ...Object.fromEntries(others), ...lock }
  replaceVersion(bucket, target.key, object, { ...object, headers })
  return emptyReply(200)
}
