import { readReviewConfig } from '../config/review-config.ts'
import { reviewLogsHandler } from './handle-log-reviews.ts'

/** Judges the access logs of its own account. */
export const handler = reviewLogsHandler(readReviewConfig(process.env))
