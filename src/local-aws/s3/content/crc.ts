import { crc32 } from 'node:zlib'

export function crc32Of(body: Buffer): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}

const CASTAGNOLI = 0x82f63b78

const TABLE_32C = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1
  return value >>> 0
})

export function crc32cOf(body: Buffer): string {
  let crc = 0xffffffff
  for (const byte of body) crc = (TABLE_32C[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0)
  return bytes.toString('base64')
}

// The polynomial of NVMe, reflected. Two halves of 32 bits are much faster than a BigInt.
const NVME = 0x9a6c9329ac4bc9b5n
const TABLE_64 = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte)
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ NVME : value >> 1n
  return value
})
const HIGH = Uint32Array.from(TABLE_64, (value) => Number(value >> 32n))
const LOW = Uint32Array.from(TABLE_64, (value) => Number(value & 0xffffffffn))

export function crc64nvmeOf(body: Buffer): string {
  let high = 0xffffffff
  let low = 0xffffffff
  for (const byte of body) {
    const index = (low ^ byte) & 0xff
    low = ((low >>> 8) | (high << 24)) ^ (LOW[index] ?? 0)
    high = (high >>> 8) ^ (HIGH[index] ?? 0)
  }
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(~high >>> 0)
  bytes.writeUInt32BE(~low >>> 0, 4)
  return bytes.toString('base64')
}
