import { assess, controlsIn, settingsFor } from '../assessment/assess.ts'
import type { Circumstances } from '../assessment/circumstances.ts'
import type { Control, Remedy } from '../controls/control.ts'
import type { ControlId } from '../controls/ids.ts'
import { strengthen } from '../encryption/requirement.ts'
import { type Finding, isCompliant, isNonCompliant } from '../finding.ts'
import { parsePolicy } from '../policy/parsing/parse.ts'
import type { BucketPosture } from '../posture.ts'
import { MODES, type Mode } from '../settings.ts'
import { OWN_SIDS, type OwnStatement } from '../statements/cooper-statements.ts'
import { mergeOwnStatements } from '../statements/merge.ts'
import type { Step } from '../step.ts'

export interface PlannedStep {
  readonly step: Step
  readonly mode: Mode
}

export type StepKind = 'encryption' | 'policy'

/** What S3 knows: older partitions and emulators refuse some fields, or take them without heeding them. */
export type Dialect = 'current' | 'older'

/** The steps for what is proven to fall short: one put for all controls of a mode, none for what is unknown. */
export function plan(
  kind: StepKind,
  findings: readonly Finding[],
  posture: BucketPosture,
  circumstances: Circumstances,
  dialect: Dialect,
): readonly PlannedStep[] {
  const { settings } = circumstances
  return MODES.flatMap((mode) => {
    const remediesFor = (failing: readonly Finding[]) =>
      controlsIn(settings)
        .filter(({ id }) => settings.modes[id] === mode && isNonCompliantIn(failing, id))
        .map((control) => remedyOf(control, posture, circumstances, dialect))
    const steps =
      kind === 'policy'
        ? policyStep(remediesFor(findings)).flatMap((step) =>
            // What a damaged statement denied, the mended one may not.
            policyStep(
              remediesFor([...findings, ...assess(withStatements(posture, step), circumstances)]),
            ),
          )
        : encryptionStep(remediesFor(findings)).flatMap((step) =>
            // A rule that is raised to SSE-KMS may need a bucket key, too.
            encryptionStep(
              remediesFor([...findings, ...assess(withRule(posture, step), circumstances)]),
            ),
          )
    return steps.map((step) => ({ step, mode }))
  })
}

export const isRemediated = ({ mode }: PlannedStep): boolean => mode === 'remediate'

/** All that is about to be written, as far as it can be told beforehand. */
export function planWrites(
  first: readonly Finding[],
  posture: BucketPosture,
  circumstances: Circumstances,
): readonly Step[] {
  const encryption = plan('encryption', first, posture, circumstances, 'current').filter(
    isRemediated,
  )
  const [rule] = encryption.flatMap(({ step }) =>
    step.type === 'put-bucket-encryption' ? [step] : [],
  )
  const standing = rule ? withRule(posture, rule) : posture
  const then = assess(standing, circumstances)
  const policy = plan('policy', worstFindings(first, then), standing, circumstances, 'current')
  return [...encryption, ...policy.filter(isRemediated)].map(({ step }) => step)
}

/** What fell short at first, and what would after the change of the default encryption. */
export const worstFindings = (
  first: readonly Finding[],
  then: readonly Finding[],
): readonly Finding[] =>
  first.map((finding, index) => {
    const later = then[index]
    return later && (isCompliant(finding) || isNonCompliant(later)) ? later : finding
  })

const isNonCompliantIn = (findings: readonly Finding[], id: ControlId) =>
  findings.some((finding) => finding.control === id && isNonCompliant(finding))

/** The posture as it would be after a step on the encryption rule. */
export const withRule = (posture: BucketPosture, { demand }: EncryptionPut): BucketPosture =>
  posture.encryption.known
    ? {
        ...posture,
        encryption: {
          known: true,
          value: strengthen(posture.encryption.value, demand, posture.bucket),
        },
      }
    : posture

/** The posture as it would be after a step on the policy. */
function withStatements(posture: BucketPosture, step: PolicyPut): BucketPosture {
  if (!posture.policy.known) return posture
  const { document } = mergeOwnStatements(posture.policy.value?.document, step, posture.bucket)
  try {
    return { ...posture, policy: { known: true, value: document && parsePolicy(document) } }
  } catch {
    // Too large, as S3 is about to say.
    return posture
  }
}

type PolicyPut = Extract<Step, { type: 'put-bucket-policy' }>

type EncryptionPut = Extract<Step, { type: 'put-bucket-encryption' }>

type ControlRemedy = Remedy & { readonly control: ControlId }

function remedyOf(
  control: Control,
  posture: BucketPosture,
  circumstances: Circumstances,
  dialect: Dialect,
): ControlRemedy {
  const settings = settingsFor(control, posture, circumstances)
  const remedy = control.remedy(posture, settings)
  const instead = dialect === 'older' && remedy.requirement && control.fallback?.(posture, settings)
  return { control: control.id, ...(instead || remedy) }
}

function encryptionStep(remedies: readonly ControlRemedy[]): readonly EncryptionPut[] {
  const asked = remedies.filter(({ requirement }) => requirement !== undefined)
  if (asked.length === 0) return []
  const demand = Object.assign({}, ...asked.map((remedy) => remedy.requirement))
  return [{ type: 'put-bucket-encryption', controls: controlsOfRemedies(asked), demand }]
}

function policyStep(remedies: readonly ControlRemedy[]): readonly PolicyPut[] {
  const asked = remedies.filter(({ statements }) => statements !== undefined)
  if (asked.length === 0) return []
  const required = asked
    .flatMap(({ statements }) => statements?.required ?? [])
    .toSorted(inOrderOfSids)
  const obsolete = asked.flatMap(({ statements }) => statements?.obsolete ?? [])
  return [{ type: 'put-bucket-policy', controls: controlsOfRemedies(asked), required, obsolete }]
}

const controlsOfRemedies = (remedies: readonly ControlRemedy[]) =>
  remedies.map(({ control }) => control)

const inOrderOfSids = (one: OwnStatement, other: OwnStatement) =>
  OWN_SIDS.indexOf(one.Sid) - OWN_SIDS.indexOf(other.Sid)
