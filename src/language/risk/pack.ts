import { createHash } from 'node:crypto'
import type { RiskData } from './data.ts'

/** A file of compiled rules that is not what was written: cut off, damaged, or for other rules. */
export class PackFault extends Error {
  override name = 'PackFault'
}

const ARRAYS = { Int32Array, Int16Array, Uint16Array, Uint8Array }
type Section = { $: keyof typeof ARRAYS; at: number; length: number }
const isSection = (value: unknown): value is Section => typeof value === 'object' && value !== null && '$' in value

const MAGIC = Buffer.from('makker risk\n')
const CHECKSUM_AT = MAGIC.length
const BODY_AT = CHECKSUM_AT + 32
/** Where the head (JSON) begins, after its length. */
const HEAD_AT = BODY_AT + 4
const ALIGNED = 8
const align = (at: number): number => Math.ceil(at / ALIGNED) * ALIGNED
const checksum = (file: Uint8Array): Buffer => createHash('sha256').update(file.subarray(BODY_AT)).digest()

/** One file: magic, SHA-256 of the rest, length of the head, head (JSON, with `key`), arrays as they are in memory. */
export const pack = (key: string, data: RiskData): Buffer => {
  const arrays: { bytes: Uint8Array; at: number }[] = []
  let size = 0
  const head = Buffer.from(
    JSON.stringify({ key, data }, (_, value: unknown) => {
      if (!ArrayBuffer.isView(value)) return value
      const array = value as Int32Array
      const section = { $: array.constructor.name, at: size, length: array.length }
      arrays.push({ bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at: size })
      size = align(size + array.byteLength)
      return section
    }),
  )
  const start = align(HEAD_AT + head.length)
  const file = Buffer.alloc(start + size)
  MAGIC.copy(file)
  file.writeUInt32LE(head.length, BODY_AT)
  head.copy(file, HEAD_AT)
  for (const { bytes, at } of arrays) file.set(bytes, start + at)
  checksum(file).copy(file, CHECKSUM_AT)
  return file
}

/** What was packed under this key; its arrays lie in the file's own memory. @throws PackFault */
export const unpack = (key: string, file: Buffer): RiskData => {
  if (file.length < HEAD_AT || !file.subarray(0, CHECKSUM_AT).equals(MAGIC)) throw new PackFault('not a file of rules')
  if (!file.subarray(CHECKSUM_AT, BODY_AT).equals(checksum(file))) throw new PackFault('the checksum does not fit')
  // A pooled buffer may begin anywhere; an Int32Array may not.
  const bytes: Uint8Array = file.byteOffset % ALIGNED === 0 ? file : Uint8Array.from(file)
  const length = file.readUInt32LE(BODY_AT)
  const start = align(HEAD_AT + length)
  const head = JSON.parse(file.toString('utf8', HEAD_AT, HEAD_AT + length), (_, value: unknown) =>
    isSection(value)
      ? new ARRAYS[value.$](bytes.buffer as ArrayBuffer, bytes.byteOffset + start + value.at, value.length)
      : value,
  ) as { key: string; data: RiskData }
  if (head.key !== key) throw new PackFault('written for other rules')
  return head.data
}
