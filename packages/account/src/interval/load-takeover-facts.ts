import type { Ctx } from '@modosu/kernel'
import { type ChangeField, type ChangeValue, changeSide } from '../changes/change.ts'
import { DAY_MS } from '../limits.ts'
import type { AccountDeps } from '../policy.ts'
import { openValue } from '../secrets/seal.ts'
import { type ChangeRow, listChangesSince } from '../store/changes.ts'
import { listKnownDevices, listSessionsSince, type ShownSession } from '../store/sessions.ts'
import { findLastGivenBackAt } from '../store/stops.ts'
import type { TakeoverFacts } from './work-out-interval.ts'

export interface LoadedTakeover {
  readonly facts: TakeoverFacts
  readonly changes: readonly ChangeRow[]
  readonly sessions: readonly ShownSession[]
}

/**
 * Gathers what a takeover is worked out from, as it stood at `at`. What lies before the account was
 * last given back is settled and no longer counts.
 */
export async function loadTakeoverFacts(
  ctx: Ctx,
  deps: AccountDeps,
  about: { memberId: string; at: Date; pressed: ReadonlySet<string> },
): Promise<LoadedTakeover> {
  const { memberId, at } = about
  const lookback = new Date(at.getTime() - deps.policy.intervalLookbackDays * DAY_MS)
  const settledAt = await findLastGivenBackAt(ctx, { memberId, at })
  const since = settledAt && settledAt > lookback ? settledAt : lookback
  const changes = (await listChangesSince(ctx, { memberId, since })).filter((one) => one.at <= at)
  const begun = await listSessionsSince(ctx, { memberId, since })
  const sessions = begun.filter((one) => one.begunAt <= at)
  const devices = await listKnownDevices(ctx, memberId)
  const addressSetBy = new Map(
    changes
      .filter((change) => change.field === 'email')
      .map((change) => [openAfter(deps, change, 'email').addressId, change.changeId]),
  )
  const facts = { at, since, devices, sessions, changes, addressSetBy, pressed: about.pressed }
  return { facts, changes, sessions }
}

export function openBefore<Field extends ChangeField>(
  deps: AccountDeps,
  change: ChangeRow,
  _field: Field,
): ChangeValue[Field] {
  const boundTo = changeSide(change.changeId, 'before')
  const kept = { keyId: change.keyId, sealed: change.beforeSealed, boundTo }
  return openValue(deps.sealing, kept) as ChangeValue[Field]
}

export function openAfter<Field extends ChangeField>(
  deps: AccountDeps,
  change: ChangeRow,
  _field: Field,
): ChangeValue[Field] {
  const boundTo = changeSide(change.changeId, 'after')
  const kept = { keyId: change.keyId, sealed: change.afterSealed, boundTo }
  return openValue(deps.sealing, kept) as ChangeValue[Field]
}
