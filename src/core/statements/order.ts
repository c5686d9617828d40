import { OWN_SIDS, type OwnStatement } from './cooper-statements.ts'

/** Compares Cooper's statements by their order in a policy. */
export const inOrderOfSids = (one: OwnStatement, other: OwnStatement): number =>
  OWN_SIDS.indexOf(one.Sid) - OWN_SIDS.indexOf(other.Sid)
