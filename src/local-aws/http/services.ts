import { cloudTrailCall } from '../cloudtrail/trails.ts'
import { eventsCall } from '../events/events.ts'
import { stsCall, stsErrorReply } from '../identity/sts.ts'
import { kmsCall } from '../kms/kms.ts'
import { organizationsCall } from '../organization/organizations.ts'
import { s3ErrorReply } from '../s3/serve.ts'
import { s3ControlCall, s3ControlErrorReply } from '../s3control/s3control.ts'
import { securityHubCall } from '../securityhub/security-hub.ts'
import { snsCall, snsErrorReply } from '../sns/sns.ts'
import { sqsCall } from '../sqs/sqs.ts'
import { ssmCall } from '../ssm/ssm.ts'
import { jsonErrorReply } from './json-reply.ts'
import { unknownCall, unknownErrorReply } from './unknown-service.ts'

/** How each service, by the name in its signature, answers with an error. */
export const RENDER = {
  ...{ unknown: unknownErrorReply, 'unknown-json': jsonErrorReply },
  s3: s3ErrorReply,
  s3control: s3ControlErrorReply,
  sns: snsErrorReply,
  sqs: jsonErrorReply,
  sts: stsErrorReply,
  events: jsonErrorReply,
  kms: jsonErrorReply,
  organizations: jsonErrorReply,
  cloudtrail: jsonErrorReply,
  ssm: jsonErrorReply,
  securityhub: jsonErrorReply,
}

/** The calls of each service. Those of S3 may come without a signature. */
export const SERVICE_CALLS = {
  ...{ unknown: unknownCall, 'unknown-json': unknownCall },
  s3control: s3ControlCall,
  sns: snsCall,
  sqs: sqsCall,
  sts: stsCall,
  events: eventsCall,
  kms: kmsCall,
  organizations: organizationsCall,
  cloudtrail: cloudTrailCall,
  ssm: ssmCall,
  securityhub: securityHubCall,
}
