/** Temporary credentials of a role, as AssumeRole answers them. */
export interface LocalSession {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly token: string
  readonly expiresAt: Date
}
