/**
 * Arrays in the binary form of the protocol: ten columns of a thousand cost the database 0.5 ms
 * instead of 1.7, and this thread less than printing digits.
 */
const ELEMENT = { int4: 23, int8: 20, text: 25, uuid: 2950 } as const
const HEAD_BYTES = 20
const NULL_LENGTH = -1
const UTF8_BYTES_MAX = 3
const UUID_BYTES = 16

type Values<Value> = readonly (Value | undefined)[]

/** An absent value is SQL's null. */
export function bigintColumn(values: Values<bigint>): Buffer {
  const column = openColumn(values, ELEMENT.int8, 8)
  const view = new DataView(column.buffer, column.byteOffset, column.byteLength)
  let at = HEAD_BYTES
  for (const value of values) {
    if (value === undefined) {
      view.setInt32(at, NULL_LENGTH)
      at += 4
      continue
    }
    view.setInt32(at, 8)
    view.setBigInt64(at + 4, value)
    at += 12
  }
  return column.subarray(0, at)
}

export function integerColumn(values: readonly number[]): Buffer {
  const column = openColumn(values, ELEMENT.int4, 4)
  const view = new DataView(column.buffer, column.byteOffset, column.byteLength)
  let at = HEAD_BYTES
  for (const value of values) {
    view.setInt32(at, 4)
    view.setInt32(at + 4, value)
    at += 8
  }
  return column
}

/** 128 bits each, as 32 hexadecimal digits. */
export function uuidColumn(values: Values<string>): Buffer {
  const column = openColumn(values, ELEMENT.uuid, UUID_BYTES)
  let at = HEAD_BYTES
  for (const value of values) {
    at = column.writeInt32BE(value === undefined ? NULL_LENGTH : UUID_BYTES, at)
    if (value !== undefined) at += column.write(value, at, 'hex')
  }
  return column.subarray(0, at)
}

export function textColumn(values: Values<string>): Buffer {
  let longest = 0
  for (const value of values) longest += (value?.length ?? 0) * UTF8_BYTES_MAX
  const column = openColumn(values, ELEMENT.text, Math.ceil(longest / (values.length || 1)))
  let at = HEAD_BYTES
  for (const value of values) {
    const size = value === undefined ? NULL_LENGTH : column.write(value, at + 4)
    column.writeInt32BE(size, at)
    at += 4 + Math.max(size, 0)
  }
  return column.subarray(0, at)
}

/** Room for values of so many bytes each, behind the head: one dimension, counted from 1. */
function openColumn(values: Values<unknown>, element: number, bytes: number): Buffer {
  const column = Buffer.allocUnsafe(HEAD_BYTES + values.length * (4 + bytes))
  column.writeInt32BE(values.length === 0 ? 0 : 1, 0)
  column.writeInt32BE(values.includes(undefined) ? 1 : 0, 4)
  column.writeInt32BE(element, 8)
  if (values.length === 0) return column.subarray(0, 12)
  column.writeInt32BE(values.length, 12)
  column.writeInt32BE(1, 16)
  return column
}
