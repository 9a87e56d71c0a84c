import type { Ctx } from '@modosu/kernel'
import type { LoadedInterval } from '../interval/load-interval.ts'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import { givenBackLetter, liftedLetter } from '../mails/letters.ts'
import { writeTo } from '../mails/write-to.ts'
import type { AccountDeps } from '../policy.ts'
import { tellSignal } from '../signals/tell-signal.ts'
import { listNoticeAddresses } from '../store/addresses.ts'
import { expireUndoLinks, voidResetLinks } from '../store/changes.ts'
import { forgetDevices, noteDevice } from '../store/devices.ts'
import { findMember } from '../store/members.ts'
import {
  insertSortedAction,
  insertSortedChange,
  liftRestrictions,
  markGivenBack,
  type StopRow,
} from '../store/stops.ts'
import type { Decision } from './decide.ts'

export interface Closing {
  readonly stop: StopRow
  readonly loaded: LoadedInterval
  readonly decision: Decision
  /** The owner says that nothing happened. */
  readonly falseAlarm: boolean
}

/**
 * Ends the takeover: writes down what was decided, lifts what it shut, settles which devices are
 * the owner's, tells the owner's addresses and the house (`account.given_back`, with the sessions
 * whose value comes back and those whose value stays).
 */
export async function closeTakeover(ctx: Ctx, deps: AccountDeps, closing: Closing): Promise<void> {
  const { stop, decision, falseAlarm } = closing
  const { memberId, caseId, caseNumber } = stop
  await writeDecisions(ctx, closing)
  await settleDevices(ctx, closing)
  const foreign = decision.changes.filter((one) => !one.kept)
  const changeIds = foreign.map((one) => one.row.changeId)
  await liftRestrictions(ctx, { memberId, caseId, changeIds })
  await expireUndoLinks(ctx, { memberId, changeIds, sessionIds: decision.theirSessions })
  await voidResetLinks(ctx, memberId)
  // Who had nothing put back was stopped for nothing, whichever button he pressed.
  const isNothing = foreign.length === 0 && decision.theirSessions.length === 0
  await markGivenBack(ctx, { caseId, falseAlarm: falseAlarm || isNothing })
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  const displayName = (await findMember(ctx, memberId))?.displayName ?? ''
  const letter = falseAlarm ? liftedLetter(caseNumber) : givenBackLetter(caseNumber)
  for (const { channel, contact } of await listNoticeAddresses(ctx, { memberId, since })) {
    await writeTo(ctx, deps, { ...letter, channel, contact, displayName })
  }
  await tellSignal(ctx, { memberId, name: 'account-enabled' })
  const { theirSessions: sessionIds, ownSessions: ownSessionIds } = decision
  await ctx.emit({
    type: 'account.given_back',
    data: { memberId, caseId, sessionIds, ownSessionIds, falseAlarm },
  })
}

async function writeDecisions(ctx: Ctx, closing: Closing): Promise<void> {
  const { decision, loaded } = closing
  const { caseId } = closing.stop
  const { sorted } = loaded.interval
  for (const { row, kept } of decision.changes) {
    const found = sorted.get(row.changeId)
    const { changeId } = row
    if (found) await insertSortedChange(ctx, { caseId, changeId, ...found, kept })
  }
  for (const action of decision.actions) {
    const found = sorted.get(action.actionId)
    if (found) await insertSortedAction(ctx, { caseId, ...action, ...found })
  }
}

/** A device that the owner vouched for is his; those of the sign-ins that were not his are forgotten. */
async function settleDevices(ctx: Ctx, { stop, loaded, decision }: Closing): Promise<void> {
  const { memberId } = stop
  const theirs = new Set(decision.theirSessions)
  const foreign = new Set<string>()
  for (const { sessionId, deviceId } of loaded.sessions) {
    if (theirs.has(sessionId)) foreign.add(deviceId)
  }
  const own = new Set<string>()
  for (const { row, kept } of decision.changes) {
    if (row.deviceId === null) continue
    if (!kept) foreign.add(row.deviceId)
    else if (row.madeBy === 'member') own.add(row.deviceId)
  }
  for (const deviceId of own) {
    // One device with changes of both is not the owner's alone.
    if (!foreign.has(deviceId)) await noteDevice(ctx, { memberId, deviceId, trusted: true })
  }
  await forgetDevices(ctx, { memberId, deviceIds: [...foreign] })
}
