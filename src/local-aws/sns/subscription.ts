/** Who gets the messages of a topic. */
export interface Subscription {
  readonly arn: string
  readonly topicArn: string
  readonly protocol: 'http' | 'https' | 'sqs' | 'email'
  readonly endpoint: string
  readonly owner: string
  /** With which its endpoint confirms that it wants the messages. */
  readonly token: string
  /** Of the attributes of messages: only those that it matches are delivered. */
  readonly filterPolicy: string | undefined
  readonly isRaw: boolean
  isConfirmed: boolean
}
