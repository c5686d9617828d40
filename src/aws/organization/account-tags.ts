import * as v from 'valibot'
import { callOrganizations, type OrganizationsAccess } from './organizations-call.ts'

const Tags = v.object({ Tags: v.array(v.object({ Key: v.string(), Value: v.string() })) })

/** The value of a tag of an account. `undefined`: it has no such tag. */
export async function accountTag(
  access: OrganizationsAccess,
  account: string,
  key: string,
): Promise<string | undefined> {
  // An account has at most 50 tags, which are one page.
  const answer = await callOrganizations(access, 'ListTagsForResource', { ResourceId: account })
  return v.parse(Tags, answer).Tags.find(({ Key }) => Key === key)?.Value
}
