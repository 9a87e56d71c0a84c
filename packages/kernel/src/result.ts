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
