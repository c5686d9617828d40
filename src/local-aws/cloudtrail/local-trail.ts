/** A trail that records the events of the region. */
export interface LocalTrail {
  readonly arn: string
  readonly isLogging: boolean
  /** As `GetEventSelectors` answers. */
  readonly selectors: object
}

/** The trail that there is if nothing else is said. */
export const DEFAULT_TRAIL: LocalTrail = {
  arn: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/management-events',
  isLogging: true,
  selectors: { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] },
}
