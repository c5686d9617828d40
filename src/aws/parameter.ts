import * as v from 'valibot'
import { dnsSuffixOf, partitionOf } from '../core/bucket.ts'
import { callJson } from './json-call.ts'

const Answer = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ Parameter: v.object({ Value: v.string() }) }),
)

/** The value of a parameter of SSM. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export async function readParameter(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { AWS_REGION: region = '' } = environment
  const call = {
    ...{ service: 'ssm', region, target: 'AmazonSSM.GetParameter', input: { Name: name } },
    host: `ssm.${region}.${dnsSuffixOf(partitionOf(region))}`,
  }
  const { status, text } = await callJson(call, environment)
  if (status === 200) return v.parse(Answer, text).Parameter.Value
  throw new Error(`ssm:GetParameter on ${name} failed: ${text}`)
}
