import { assess } from '../../../src/core/assessment/assess.ts'
import { isNonCompliant } from '../../../src/core/finding.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import { circumstances } from '../../support/builders.ts'
import { bucketNamed } from '../world.ts'
import type { StackChaos } from './run-stack-chaos.ts'

/** The laws of deployments under way that a run of chaos broke. */
export const brokenStackLaws = (chaos: StackChaos): readonly string[] => [
  ...chaos.creations
    .filter(({ knew }) => knew !== '')
    .map(
      ({ bucket, after, knew }) =>
        `${bucket}: a policy created after ${after} while its stack was in progress, known ${knew}`,
    ),
  ...chaos.waiting.map((bucket) => `${bucket} still waits`),
  ...open(chaos),
]

/** A day after the last stack is finished, every bucket is compliant. Exempt are those whose puts are refused, or flapping. */
const open = ({ world, notified }: StackChaos): readonly string[] =>
  [...world.buckets].flatMap(([name, { policy, encryption, isLocked, life }]) => {
    const born = world.bornOf(name, life)
    const flapping = notified
      .filter(({ bucket, time }) => bucket === name && Date.parse(time) >= born)
      .flatMap((record) => record.flapping ?? [])
    const posture = {
      bucket: bucketNamed(name),
      policy: { known: true, value: policy && parsePolicy(policy) } as const,
      encryption: { known: true, value: encryption } as const,
    }
    return isLocked || flapping.length > 0
      ? []
      : assess(posture, circumstances())
          .filter(isNonCompliant)
          .map(({ control, reason }) => `${name}: ${control} is non-compliant: ${reason}`)
  })
