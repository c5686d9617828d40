export type Properties = Readonly<Record<string, unknown>>

export interface Place {
  readonly partition: string
  readonly region: string
  readonly account: string
}

/** The place of the sample events. */
export const US_EAST_1: Place = {
  partition: 'aws',
  region: 'us-east-1',
  account: '123456789012',
}

/** The values that `Ref` and `Fn::GetAtt` return for the resources of this service. */
export function attributes(
  type: string,
  properties: Properties,
  { partition, region, account }: Place,
) {
  const arn = (service: string, resource: string, where = region) =>
    `arn:${partition}:${service}:${where}:${account}:${resource}`
  const known: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
    'AWS::IAM::Role': () => ({
      Ref: `${properties.RoleName}`,
      Arn: arn('iam', `role${properties.Path ?? '/'}${properties.RoleName}`, ''),
    }),
    'AWS::KMS::Key': () => ({ Ref: 'key-id', Arn: arn('kms', 'key/key-id') }),
    'AWS::SNS::Topic': () => ({ Ref: arn('sns', `${properties.TopicName}`) }),
    'AWS::SQS::Queue': () => ({
      Ref: `https://sqs.example/${properties.QueueName}`,
      Arn: arn('sqs', `${properties.QueueName}`),
      QueueName: `${properties.QueueName}`,
    }),
    'AWS::Events::EventBus': () => ({
      Ref: `${properties.Name}`,
      Arn: arn('events', `event-bus/${properties.Name}`),
    }),
    'AWS::Events::Rule': () => ({
      Arn: arn(
        'events',
        `rule/${[properties.EventBusName ?? [], properties.Name].flat().join('/')}`,
      ),
    }),
    'AWS::CloudWatch::Alarm': () => ({ Arn: arn('cloudwatch', `alarm:${properties.AlarmName}`) }),
    'AWS::Logs::LogGroup': () => ({ Arn: arn('logs', `log-group:${properties.LogGroupName}:*`) }),
    'AWS::Lambda::Function': () => ({
      Ref: `${properties.FunctionName}`,
      Arn: arn('lambda', `function:${properties.FunctionName}`),
    }),
    'AWS::S3::Bucket': () => {
      const name = `${properties.BucketName ?? 'deployment-bucket'}`
      return { Ref: name, Arn: `arn:${partition}:s3:::${name}` }
    },
  }
  return known[type]?.() ?? {}
}
