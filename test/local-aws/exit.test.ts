import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startLocalAws } from '../../src/local-aws/start.ts'

test('a connection without a TLS handshake does not delay the exit', async () => {
  const aws = await startLocalAws()
  const socket = connect(Number(new URL(aws.httpsUrl).port), '127.0.0.1')
  await once(socket, 'connect')
  const closed = once(socket, 'close')
  await aws.close()
  await closed
  expect(socket.destroyed).toBe(true)
})
