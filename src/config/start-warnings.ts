import type { Settings } from '../core/settings.ts'

/** What the operator should know of the settings, in sentences. */
export const startWarnings = ({ minimumTls, controls }: Settings): readonly string[] =>
  minimumTls === '1.3' && controls.includes('minimum-tls') ? [TLS_1_3] : []

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html
const TLS_1_3 =
  'MINIMUM_TLS_VERSION is 1.3, which S3 offers neither at interface endpoints (PrivateLink) nor at Multi-Region Access Points. Cooper leaves buckets alone whose policy names one. Whoever uses another bucket through one is refused: exempt that bucket before'
