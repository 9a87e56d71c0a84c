import type { Ctx } from '@modosu/kernel'
import type { LoadedTakeover } from '../interval/load-takeover-facts.ts'
import type { Interval } from '../interval/work-out-interval.ts'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import { givenBackLetter } from '../mails/letters.ts'
import { mailBoth } from '../mails/write-mail.ts'
import type { AccountDeps } from '../policy.ts'
import { expireUndoLinks, voidResetLinks } from '../store/changes.ts'
import { findMember, listNoticeAddresses } from '../store/members.ts'
import { forgetDevices, noteDevice } from '../store/sessions.ts'
import {
  insertSortedChange,
  liftRestrictions,
  markGivenBack,
  type StopRow,
} from '../store/stops.ts'
import type { DecidedChange } from './give-back.ts'

export interface Closing {
  readonly stop: StopRow
  readonly facts: LoadedTakeover['facts']
  readonly interval: Interval
  readonly decided: readonly DecidedChange[]
}

/**
 * Ends the takeover: writes down what was decided, lifts what it shut, settles which devices are
 * the owner's, tells the owner's addresses and the house (`account.given_back`).
 */
export async function closeTakeover(ctx: Ctx, deps: AccountDeps, closing: Closing): Promise<void> {
  const { stop, decided } = closing
  const { memberId, caseId, caseNumber } = stop
  await writeDecisions(ctx, closing)
  await settleDevices(ctx, closing)
  const changeIds = decided.filter((one) => !one.kept).map((one) => one.row.changeId)
  await liftRestrictions(ctx, { memberId, caseId, changeIds })
  await expireUndoLinks(ctx, memberId)
  await voidResetLinks(ctx, memberId)
  await markGivenBack(ctx, caseId)
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  const member = await findMember(ctx, memberId)
  for (const address of await listNoticeAddresses(ctx, { memberId, since })) {
    const displayName = member?.displayName ?? ''
    await mailBoth(ctx, deps, { ...givenBackLetter(caseNumber), to: address.email, displayName })
  }
  await ctx.emit({ type: 'account.given_back', data: { memberId, caseId } })
}

async function writeDecisions(ctx: Ctx, closing: Closing): Promise<void> {
  const { stop, interval, decided } = closing
  for (const { row, kept } of decided) {
    const sorted = interval.sorted.get(row.changeId)
    if (!sorted) continue
    const { changeId } = row
    await insertSortedChange(ctx, { caseId: stop.caseId, changeId, ...sorted, kept })
  }
}

/** A device that the owner vouched for by a change is his; the other suspects are forgotten. */
async function settleDevices(ctx: Ctx, closing: Closing): Promise<void> {
  const { stop, facts, interval, decided } = closing
  const { memberId } = stop
  const own = new Set<string>()
  for (const { row, kept } of decided) {
    if (kept && row.madeBy === 'member' && row.deviceId !== null) own.add(row.deviceId)
  }
  for (const { row, kept } of decided) {
    // One device with changes of both is not the owner's alone.
    if (!kept && row.deviceId !== null) own.delete(row.deviceId)
  }
  for (const deviceId of own) await noteDevice(ctx, { memberId, deviceId, trusted: true })
  const deviceIds = facts.sessions
    .filter((session) => interval.suspects.has(session.sessionId) && !own.has(session.deviceId))
    .map((session) => session.deviceId)
  const reset = decided.flatMap(({ row, kept }) => (kept ? [] : (row.deviceId ?? [])))
  await forgetDevices(ctx, { memberId, deviceIds: [...new Set([...deviceIds, ...reset])] })
}
