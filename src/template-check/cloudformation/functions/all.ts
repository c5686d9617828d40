import { ifElse } from './conditions.ts'
import type { TemplateFunction } from './function.ts'
import { findInMap } from './lookups.ts'
import { cidr, getAzs } from './networks.ts'
import { getAtt, importValue, ref } from './references.ts'
import { base64, join, length, select, split, sub, toJsonString } from './texts.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  Ref: ref,
  'Fn::GetAtt': getAtt,
  'Fn::ImportValue': importValue,
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::Split': split,
  'Fn::Select': select,
  'Fn::Base64': base64,
  'Fn::ToJsonString': toJsonString,
  'Fn::Length': length,
  'Fn::If': ifElse,
  'Fn::FindInMap': findInMap,
  'Fn::Cidr': cidr,
  'Fn::GetAZs': getAzs,
}
