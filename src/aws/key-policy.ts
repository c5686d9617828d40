import * as v from 'valibot'
import { dnsSuffixOf, partitionOf } from '../core/bucket.ts'
import type { KeyPolicy } from '../core/encryption/key-policy.ts'
import { parsePolicyText } from '../core/policy/parsing/parse.ts'
import { printableMessage } from './answer.ts'
import type { CallJson } from './json-call.ts'

/** Reads the policy of a KMS key. https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
export async function readKeyPolicy(
  keyArn: string,
  environment: Readonly<Record<string, string | undefined>>,
  callJson: CallJson,
): Promise<KeyPolicy> {
  try {
    const [, , , region = ''] = keyArn.split(':')
    const call = {
      ...{ service: 'kms', region, target: 'TrentService.GetKeyPolicy' },
      host: `kms.${region}.${dnsSuffixOf(partitionOf(region))}`,
      input: { KeyId: keyArn, PolicyName: 'default' },
    }
    const { status, text } = await callJson(call, environment)
    if (status !== 200) return unreadable(`KMS answered ${status}: ${text.slice(0, 300)}`)
    return { known: true, value: parsePolicyText(v.parse(Answer, text).Policy) }
  } catch (error) {
    return unreadable(printableMessage(error))
  }
}

const Answer = v.pipe(v.string(), v.parseJson(), v.object({ Policy: v.string() }))

const unreadable = (why: string) =>
  ({ known: false, reason: `kms:GetKeyPolicy on KMS_KEY_ARN failed: ${why}` }) as const
