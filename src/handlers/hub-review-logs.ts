import { readReviewConfig } from '../config/review-config.ts'
import { reviewLogsHandler } from './handle-log-reviews.ts'
import { openHub } from './hub/hub.ts'

const config = readReviewConfig(process.env)
const hub = openHub(config, process.env)

/** Judges the access logs of an organization. */
export const handler = reviewLogsHandler(config, clientOf, hub.describe)

async function clientOf(account: string) {
  const clients = await hub.clientsOf(account)
  return typeof clients === 'string' ? clients : clients.clientsIn(hub.region).reader
}
