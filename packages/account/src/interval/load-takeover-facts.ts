import type { Ctx } from '@modosu/kernel'
import { type ChangeField, type ChangeValue, changeSide } from '../changes/change.ts'
import { DAY_MS } from '../limits.ts'
import { kindOfBrowser } from '../mails/device-words.ts'
import type { AccountDeps } from '../policy.ts'
import { openValue } from '../secrets/seal.ts'
import { type ChangeRow, listChangesSince } from '../store/changes.ts'
import { listKnownDevices } from '../store/devices.ts'
import { listSessionsSince, type ShownSession } from '../store/sessions.ts'
import { listSightings } from '../store/sightings.ts'
import { findLastGivenBackAt, wasAnyBefore } from '../store/stops.ts'
import type { TakeoverFacts } from './takeover-facts.ts'

export interface LoadedTakeover {
  readonly facts: TakeoverFacts
  readonly changes: readonly ChangeRow[]
  readonly sessions: readonly ShownSession[]
  /** Whether nothing was left out: of a history that was filled up only the newest part is read. */
  readonly complete: boolean
}

/**
 * Gathers what a takeover is worked out from, as it stood at `at`, but for what was done elsewhere
 * than in the account. What lies before the account was last given back is settled and no longer
 * counts; unless somebody presses now what was kept then, for he says that it was given back to
 * somebody else.
 */
export async function loadTakeoverFacts(
  ctx: Ctx,
  deps: AccountDeps,
  about: {
    memberId: string
    at: Date
    pressed: TakeoverFacts['pressed']
    values?: 'contacts'
  },
): Promise<LoadedTakeover> {
  const { memberId, at, pressed } = about
  const lookback = new Date(at.getTime() - deps.policy.intervalLookbackDays * DAY_MS)
  const givenBackAt = await findLastGivenBackAt(ctx, { memberId, at })
  const settledAt = givenBackAt && givenBackAt > lookback ? givenBackAt : undefined
  const isContested =
    settledAt !== undefined && (await isBefore(ctx, { memberId, pressed, at: settledAt }))
  const since = settledAt === undefined || isContested ? lookback : settledAt
  const { values } = about
  const changed = await listChangesSince(ctx, { memberId, since, ...(values ? { values } : {}) })
  const begun = await listSessionsSince(ctx, { memberId, since })
  const seen = await listSightings(ctx, { memberId, since })
  const known = await listKnownDevices(ctx, memberId)
  const changes = changed.rows.filter((one) => one.at <= at)
  const sessions = begun.rows.filter((one) => one.begunAt <= at)
  const facts = {
    at,
    since,
    // Who had it given back to him vouched for his own device.
    devices: known.rows.map(({ deviceId, firstSeenAt, trustedAt }) => ({
      deviceId,
      firstSeenAt,
      trusted: trustedAt !== null && !(isContested && trustedAt >= settledAt),
    })),
    sessions: sessions.map((one) => ({ ...one, browser: kindOfBrowser(one.userAgent) })),
    sightings: seen.rows.filter((one) => one.at <= at),
    changes,
    actions: [],
    addressSetBy: contactsSetBy(deps, changes),
    pressed,
  }
  const complete = [changed, begun, seen, known].every((one) => one.complete)
  return { facts, changes, sessions, complete }
}

/** Whether something that is pressed was done before `at`. */
async function isBefore(
  ctx: Ctx,
  about: { memberId: string; pressed: TakeoverFacts['pressed']; at: Date },
): Promise<boolean> {
  const { memberId, pressed, at } = about
  const changeIds = [...pressed.changes]
  const sessionIds = [...pressed.sessions]
  return await wasAnyBefore(ctx, { memberId, changeIds, sessionIds, at })
}

function contactsSetBy(deps: AccountDeps, changes: readonly ChangeRow[]): Map<string, string> {
  const setBy = new Map<string, string>()
  for (const change of changes) {
    const { field, changeId } = change
    if (field !== 'email' && field !== 'second_email' && field !== 'phone') continue
    const { addressId } = openAfter(deps, change, field)
    if (addressId !== null) setBy.set(addressId, changeId)
  }
  return setBy
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
