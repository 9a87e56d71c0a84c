/** One change of one thing: a field, or one item of a field that has several. */
export interface PlannedChange<Value> {
  readonly unit: string
  /** The owner did it, or says so now. */
  readonly kept: boolean
  readonly before: Value
  readonly after: Value
}

/**
 * What each thing has to become so that the account is as if only the owner had acted: what the
 * owner's last change made of it, or else what it was before the first change that was not his.
 * Things that nobody else touched are not named. `changes` are in the order they took effect.
 */
export function planGiveBack<Value>(
  changes: readonly PlannedChange<Value>[],
): ReadonlyMap<string, Value> {
  const plan = new Map<string, Value>()
  for (const unit of new Set(changes.map((change) => change.unit))) {
    const own = changes.filter((change) => change.unit === unit)
    const firstForeign = own.find((change) => !change.kept)
    if (!firstForeign) continue
    const lastKept = own.findLast((change) => change.kept)
    plan.set(unit, lastKept === undefined ? firstForeign.before : lastKept.after)
  }
  return plan
}
