/** The ids of a control in public standards. Empty: the standard does not have it, or asks for more than the settings. */
export interface Mapping {
  /** AWS Security Hub CSPM. */
  readonly securityHub: readonly string[]
  /** Managed rules of AWS Config. */
  readonly config: readonly string[]
  /** CIS AWS Foundations Benchmark: version and number. */
  readonly cis: readonly string[]
  /** PCI DSS 4.0.1. */
  readonly pciDss: readonly string[]
  /** NIST SP 800-53, revision 5. */
  readonly nist: readonly string[]
  /** The page in AWS's documentation. */
  readonly page: string
}

const STANDARDS = [
  ['securityHub', 'Security Hub'],
  ['config', 'AWS Config'],
  ['cis', 'CIS AWS Foundations'],
  ['pciDss', 'PCI DSS 4.0.1'],
  ['nist', 'NIST 800-53 r5'],
] as const

/** One text for each standard that has the control, such as `Security Hub S3.5`. */
export const standardsOf = (mapping: Mapping): readonly string[] =>
  STANDARDS.filter(([key]) => mapping[key].length > 0).map(
    ([key, name]) => `${name} ${mapping[key].join(', ')}`,
  )
