/** A message that was published to SNS. */
export interface PublishedMessage {
  readonly messageId: string
  readonly topicArn: string
  readonly subject: string | undefined
  readonly message: string
  readonly messageStructure: string | undefined
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly value: string }>>
  /** Who published it. */
  readonly caller: string
  readonly time: string
}
