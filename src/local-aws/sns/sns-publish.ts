import { awsError, notImplemented } from '../http/aws-error.ts'
import type { PublishedMessage } from './message.ts'

const LARGEST_MESSAGE = 256 * 1024
const KNOWN =
  /^(Action|Version|TopicArn|TargetArn|PhoneNumber|Message|Subject|MessageStructure|MessageAttributes\..*)$/

type Publication = Pick<PublishedMessage, 'subject' | 'message' | 'messageStructure' | 'attributes'>

/** Reads a Publish request. Throws where SNS would refuse it. */
export function checkPublish(form: URLSearchParams): Publication {
  const unknown = [...form.keys()].find((name) => !KNOWN.test(name))
  if (unknown !== undefined) throw notImplemented(`SNS Publish with ${unknown}`)
  const message = form.get('Message') ?? ''
  const subject = form.get('Subject') ?? undefined
  const messageStructure = form.get('MessageStructure') ?? undefined
  if (form.has('PhoneNumber')) throw invalid('PhoneNumber')
  if (message === '') throw invalid('Empty message')
  if (subject !== undefined) checkSubject(subject)
  if (messageStructure !== undefined) checkStructure(messageStructure, message)
  const attributes = readAttributes(form)
  const size = Object.entries(attributes).reduce(
    (sum, [name, { type, value }]) => sum + Buffer.byteLength(name + type + value),
    Buffer.byteLength(message),
  )
  if (size > LARGEST_MESSAGE) throw invalid('Message too long')
  return { subject, message, messageStructure, attributes }
}

// Fewer than 100 ASCII characters, without line breaks, control characters or a leading blank.
function checkSubject(subject: string): void {
  if (!/^[!-~][ -~]{0,98}$/.test(subject)) throw invalid('Subject')
}

function checkStructure(structure: string, message: string): void {
  if (structure !== 'json') throw invalid('MessageStructure')
  const texts = parseMessageJson(message)
  if (typeof texts !== 'object' || texts === null || Array.isArray(texts)) {
    throw invalid('Message Structure - JSON message body failed to parse')
  }
  if (!('default' in texts) || typeof texts.default !== 'string') {
    throw invalid('Message Structure - No default entry in JSON message body')
  }
}

function parseMessageJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readAttributes(form: URLSearchParams): PublishedMessage['attributes'] {
  const attributes: Record<string, { type: string; value: string }> = {}
  for (let i = 1; ; i++) {
    const field = (name: string) => form.get(`MessageAttributes.entry.${i}.${name}`)
    const name = field('Name')
    if (name === null) return attributes
    const type = field('Value.DataType') ?? ''
    const value = field('Value.StringValue') ?? field('Value.BinaryValue') ?? ''
    checkAttribute(name, type, value)
    attributes[name] = { type, value }
  }
}

function checkAttribute(name: string, type: string, value: string): void {
  if (!/^(?!aws\.|amazon\.)[\w-]+(\.[\w-]+)*$/i.test(name) || name.length > 256) {
    throw invalidValue(`The message attribute name '${name}' is invalid.`)
  }
  if (!/^(String|Number|Binary)(\.|$)/.test(type)) {
    throw invalidValue(`The message attribute '${name}' has an invalid message attribute type.`)
  }
  if (value === '') {
    throw invalidValue(
      `The message attribute '${name}' must contain non-empty message attribute value.`,
    )
  }
  if (type.startsWith('Number') && Number.isNaN(Number(value))) {
    throw invalidValue(`Could not cast message attribute '${name}' value to number.`)
  }
}

const invalid = (what: string) => awsError('InvalidParameter', 400, `Invalid parameter: ${what}`)
const invalidValue = (message: string) => awsError('ParameterValueInvalid', 400, message)
