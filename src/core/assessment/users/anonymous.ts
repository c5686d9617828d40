import type { Condition, Policy, Statement } from '../../policy/document.ts'
import { holds } from '../../policy/evaluation/conditions.ts'
import { scopeOf } from '../../policy/evaluation/evaluate.ts'
import { type AllowedPrincipal, allowedPrincipals } from './allowed-principal.ts'

/**
 * The statements that let callers without credentials read or write objects, also if only from a network such as a VPC
 * endpoint. KMS refuses such callers: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export const statementsForAnonymous = (policy: Policy): readonly Statement[] =>
  allowedPrincipals(policy)
    .filter(isAnonymous)
    .map(({ statement }) => statement)

/** Whether a principal stands for callers without credentials. */
export const isAnonymous = ({ principal, statement }: AllowedPrincipal): boolean =>
  principal.type === 'AWS' &&
  principal.value === '*' &&
  statement.conditions.every(canAnonymousMeet)

// Keys that a request without credentials does not have.
const OF_IDENTITIES =
  /^(aws:(principal.*|userid|username|source(arn|account|owner|org.*)|federatedprovider|multifactor.*|tokenissuetime|calledvia.*)|s3:(signature.*|authtype))$/

function canAnonymousMeet(condition: Condition): boolean {
  if (condition.key === 'aws:principaltype') return holds(condition, ['Anonymous'], READING)
  return !OF_IDENTITIES.test(condition.key) || holds(condition, undefined, READING)
}

const READING = scopeOf('2012-10-17', new Map(), 'least')
