/** What a template must say so that the next deployment of the bucket is compliant. */
export interface Wanted {
  readonly bucket: string
  readonly partition: string
  readonly tlsOnly: boolean
  readonly encryption: WantedEncryption | undefined
}

export interface WantedEncryption {
  readonly algorithm: string
  readonly key: string | undefined
  readonly bucketKey: boolean
}
