import fc from 'fast-check'
import type { Schema } from './open-api.ts'

/** Where text meets markup, a header, a query, a path, a format, or the end of a line. */
const AWKWARD = [
  '<script>alert(1)</script>',
  "'; drop table ledger.posting; --",
  '../../etc/passwd',
  '%00%0d%0aSet-Cookie: a=b',
  '{{owner}}',
  '__proto__',
  'ﾎﾟｲﾝﾄ　ポイント',
  '\u202Egnp.exe',
  '👩‍👩‍👧‍👦',
  '0',
  '-1',
  '1e9',
]
const TEXT_MAX = 200
const ITEMS_MAX = 4

/** Values that a schema allows; ids that exist are taken where their kind is asked for. */
export function allowedBy(schema: Schema, ids: readonly string[]): fc.Arbitrary<unknown> {
  const value = withoutNull(schema, ids)
  return schema.nullable ? fc.oneof({ weight: 4, arbitrary: value }, fc.constant(null)) : value
}

function withoutNull(schema: Schema, ids: readonly string[]): fc.Arbitrary<unknown> {
  const either = schema.anyOf ?? schema.oneOf
  if (either) return fc.oneof(...either.map((one) => allowedBy(one, ids)))
  if (schema.allOf) {
    return fc
      .tuple(...schema.allOf.map((one) => allowedBy(one, ids)))
      .map((parts) => Object.assign({}, ...(parts as object[])))
  }
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (schema.type ?? 'anything') {
    case 'object':
      return allowedObject(schema, ids)
    case 'array':
      return fc.array(allowedBy(schema.items ?? {}, ids), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 0, ITEMS_MAX)),
      })
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -1_000_000, max: schema.maximum ?? 1_000_000 })
    case 'string':
      return allowedText(schema, ids)
    default:
      return fc.jsonValue()
  }
}

function allowedObject(schema: Schema, ids: readonly string[]): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {})
  const required = schema.required ?? []
  return fc.record(
    Object.fromEntries(properties.map(([name, one]) => [name, allowedBy(one, ids)])),
    { requiredKeys: required.filter((name) => schema.properties?.[name]) as never[] },
  )
}

function allowedText(schema: Schema, ids: readonly string[]): fc.Arbitrary<unknown> {
  if (schema.pattern) {
    const pattern = new RegExp(schema.pattern)
    const known = ids.filter((id) => pattern.test(id))
    const made = fc.stringMatching(pattern, { maxLength: TEXT_MAX })
    return known.length > 0 ? fc.oneof(fc.constantFrom(...known), made) : made
  }
  if (schema.format === 'email') return fc.emailAddress()
  if (schema.format === 'date-time') {
    return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  }
  const minLength = schema.minLength ?? 0
  const maxLength = Math.max(minLength, Math.min(schema.maxLength ?? TEXT_MAX, TEXT_MAX))
  const awkward = AWKWARD.filter(({ length }) => length >= minLength && length <= maxLength)
  const text = fc.string({ unit: 'grapheme', minLength, maxLength })
  const fitting = text.filter(({ length }) => length <= (schema.maxLength ?? length))
  return awkward.length > 0 ? fc.oneof(fc.constantFrom(...awkward), fitting) : fitting
}

/** A value that a schema cannot allow, and the field that is wrong. */
export interface Broken {
  readonly value: unknown
  readonly pointer: string
}

/** Ways to break one good value, each in one field: missing, of another type, too long, unknown. */
export function breakages(schema: Schema, good: unknown, at = ''): Broken[] {
  if (schema.type !== 'object' || typeof good !== 'object' || good === null) {
    return breakScalar(schema).map((value) => ({ value, pointer: at }))
  }
  const object = good as Record<string, unknown>
  const broken: Broken[] = [
    { value: [], pointer: at },
    { value: null, pointer: at },
    { value: { ...object, thisFieldIsNotKnown: 1 }, pointer: `${at}/thisFieldIsNotKnown` },
  ]
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    const pointer = `${at}/${name}`
    if (schema.required?.includes(name)) {
      const { [name]: _, ...rest } = object
      broken.push({ value: rest, pointer })
    }
    if (!(name in object)) continue
    for (const inner of breakages(one, object[name], pointer)) {
      broken.push({ value: { ...object, [name]: inner.value }, pointer: inner.pointer })
    }
  }
  return broken
}

function breakScalar(schema: Schema): unknown[] {
  const broken: unknown[] = [{ an: 'object' }]
  if (!schema.nullable) broken.push(null)
  if (schema.type === 'string') broken.push(12)
  if (schema.type === 'integer' || schema.type === 'number') broken.push('12', 1.5)
  if (schema.type === 'boolean') broken.push('true')
  if (schema.type === 'array') broken.push('not a list')
  if (schema.enum) broken.push('none of these')
  if (schema.maxLength !== undefined) broken.push('あ'.repeat(schema.maxLength + 1))
  if (schema.minLength) broken.push('')
  if (schema.pattern) broken.push('\u0000')
  if (schema.maximum !== undefined) broken.push(schema.maximum + 1)
  if (schema.minimum !== undefined) broken.push(schema.minimum - 1)
  return broken
}
