import { assert } from './assert.ts'

/**
 * The outcome of a verb that may be refused. A refusal is something the caller could have foreseen;
 * a bug or an outage is thrown instead.
 */
export type Result<Value, Refusal extends { code: string }> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Refusal }

export function ok<const Value>(value: Value): {
  readonly ok: true
  readonly value: Value
} {
  return { ok: true, value }
}

export function refuse<const Refusal extends { code: string }>(
  error: Refusal,
): { readonly ok: false; readonly error: Refusal } {
  return { ok: false, error }
}

/** The value of a verb that cannot refuse here; a refusal is then a bug and names its code. */
export function mustSucceed<Value>(
  result: Result<Value, { code: string }>,
  because: string,
): Value {
  assert(result.ok, result.ok ? because : `${because}, but it refused: ${result.error.code}`)
  return result.value
}
