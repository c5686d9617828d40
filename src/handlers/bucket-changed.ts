import { DIRECTORY_REGION } from '../aws/s3/creation-date.ts'
import { clientsByRegion, createS3Client, createS3Clients } from '../aws/s3/s3-client.ts'
import { readConfig } from '../config/config.ts'
import { lazy } from '../core/lazy.ts'
import { bucketEventHandler } from './handle-bucket-event.ts'
import { withLists } from './with-lists.ts'

/** Guards the buckets of its own account. */
export const handler = withLists(process.env, (environment) => {
  const config = readConfig(environment)
  const clients = createS3Clients(environment)
  const clientsIn = clientsByRegion(environment, clients, environment.AWS_REGION ?? '')
  // Used only if a hold or flapping would keep Cooper from a change.
  const directory = lazy(() => createS3Client(environment, 2, { region: DIRECTORY_REGION }))
  return bucketEventHandler({
    config,
    clients,
    placeOf: (_, home) => home,
    accountAt: async () => ({ settings: config, clientsIn, directory }),
  })
})
