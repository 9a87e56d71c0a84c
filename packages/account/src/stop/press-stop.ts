import { assert, type Ctx } from '@modosu/kernel'
import { loadTakeoverFacts } from '../interval/load-takeover-facts.ts'
import { type Interval, workOutInterval } from '../interval/work-out-interval.ts'
import type { AccountDeps } from '../policy.ts'
import { tellSignal } from '../signals/tell-signal.ts'
import { voidResetLinks } from '../store/changes.ts'
import { closeContactCodes } from '../store/codes.ts'
import { closeHalfSignIns } from '../store/half-sign-ins.ts'
import { lockMember } from '../store/members.ts'
import { voidRecoveries } from '../store/recoveries.ts'
import { endSessions, lockSessions } from '../store/sessions.ts'
import {
  bindCaseNumber,
  extendStop,
  findStandingStop,
  findStop,
  insertRestriction,
  insertStop,
  insertSuspectSessions,
  listPressed,
  listSuspectSessions,
  type StopRow,
} from '../store/stops.ts'
import { takeNumber } from './take-number.ts'

/** What a press says was not the owner's. */
export interface Pressed {
  readonly changes: readonly string[]
  readonly sessions: readonly string[]
}

export interface Press {
  readonly memberId: string
  readonly via: 'undo' | 'stop'
  readonly pressed: Pressed
  /** The number that was told already, before anybody knew whose account it is. */
  readonly caseNumber?: string
}

/**
 * Stops an account, in the caller's transaction: ends its sessions and whatever is half finished,
 * shuts every way out, works out the takeover, and tells the house (`account.stopped`). It can only
 * freeze: nothing moves and nothing is given back here.
 *
 * Waits for requests of the member that run. Idempotent: while a stop stands, another press joins
 * it and gets its number; where it shows what the first did not, the house is told again.
 */
export async function pressStop(
  ctx: Ctx,
  deps: AccountDeps,
  press: Press,
): Promise<{ stop: StopRow; joined: boolean }> {
  const { memberId } = press
  await lockSessions(ctx, memberId)
  await lockMember(ctx, memberId)
  const standing = await findStandingStop(ctx, memberId)
  if (standing) return { stop: await joinStop(ctx, deps, { standing, press }), joined: true }
  await endSessions(ctx, { memberId, reason: 'stopped' })
  await voidResetLinks(ctx, memberId)
  await closeContactCodes(ctx, { memberId })
  await closeHalfSignIns(ctx, memberId)
  const stop = await openStop(ctx, deps, press)
  await tellStopped(ctx, memberId)
  return { stop, joined: false }
}

async function openStop(ctx: Ctx, deps: AccountDeps, press: Press): Promise<StopRow> {
  const { memberId, via } = press
  const interval = await intervalOf(ctx, deps, { memberId, at: ctx.now, pressed: press.pressed })
  const { evidence, reasons, firstEventAt } = interval
  const caseId = ctx.newId('case')
  const caseNumber = await numberFor(ctx, { caseId, told: press.caseNumber })
  await insertStop(ctx, { caseId, caseNumber, memberId, via, evidence, reasons, firstEventAt })
  const reason = 'account/stopped'
  await insertRestriction(ctx, { memberId, scope: 'spend', reason, caseId, untilAt: null })
  const stop = await findStop(ctx, caseId)
  assert(stop, 'a stop that was just written is there')
  await tellHouse(ctx, { stop, via, interval })
  return stop
}

/**
 * A second press cannot weaken the first: it only adds what may not be the owner's, and moves the
 * first event back. Whoever presses first says nothing about what somebody else presses later.
 */
async function joinStop(
  ctx: Ctx,
  deps: AccountDeps,
  { standing, press }: { standing: StopRow; press: Press },
): Promise<StopRow> {
  const { caseId, memberId, at, evidence } = standing
  const earlier = await listPressed(ctx, caseId)
  const pressed = {
    changes: [...earlier.changes, ...press.pressed.changes],
    sessions: [...earlier.sessions, ...press.pressed.sessions],
  }
  const interval = await intervalOf(ctx, deps, { memberId, at, pressed })
  const { firstEventAt, reasons } = interval
  const known = new Set((await listSuspectSessions(ctx, caseId)).map((one) => one.sessionId))
  const isEarlier = firstEventAt !== null && firstEventAt < (standing.firstEventAt ?? at)
  const isProven = evidence === 'press' && interval.evidence === 'machine'
  const isNew = [...interval.suspects.keys()].some((sessionId) => !known.has(sessionId))
  if (!isEarlier && !isProven && !isNew) return standing
  const raised = isProven ? 'machine' : evidence
  await extendStop(ctx, { caseId, evidence: raised, reasons, firstEventAt })
  // What was proven may have been planted after what is known now to be the first event.
  if (isEarlier) await voidRecoveries(ctx, caseId)
  const stop = (await findStop(ctx, caseId)) ?? standing
  await tellHouse(ctx, { stop, via: press.via, interval })
  return stop
}

async function intervalOf(
  ctx: Ctx,
  deps: AccountDeps,
  about: { memberId: string; at: Date; pressed: Pressed },
): Promise<Interval> {
  const { changes, sessions } = about.pressed
  const pressed = { changes: new Set(changes), sessions: new Set(sessions) }
  const { facts } = await loadTakeoverFacts(ctx, deps, { ...about, pressed, values: 'contacts' })
  return workOutInterval(facts)
}

async function tellHouse(
  ctx: Ctx,
  told: { stop: StopRow; via: Press['via']; interval: Interval },
): Promise<void> {
  const { stop, via, interval } = told
  const { memberId, caseId, caseNumber } = stop
  const { evidence, reasons, suspects } = interval
  await insertSuspectSessions(ctx, { caseId, sessions: suspects })
  const sessionIds = [...suspects.keys()]
  await ctx.emit({
    type: 'account.stopped',
    data: { memberId, caseId, caseNumber, evidence, sessionIds, reasons: [...reasons], via },
  })
}

/** The standards' words for what a stop does. */
async function tellStopped(ctx: Ctx, memberId: string): Promise<void> {
  const user = { initiating_entity: 'user' }
  await tellSignal(ctx, { memberId, name: 'session-revoked', payload: user })
  await tellSignal(ctx, { memberId, name: 'account-disabled', payload: { reason: 'hijacking' } })
  await tellSignal(ctx, { memberId, name: 'account-credential-change-required' })
}

/** The number that was told on the screen, unless it led to an earlier case already. */
async function numberFor(
  ctx: Ctx,
  number: { caseId: string; told: string | undefined },
): Promise<string> {
  const { caseId, told } = number
  if (told !== undefined && (await bindCaseNumber(ctx, { caseNumber: told, caseId }))) return told
  const caseNumber = await takeNumber(ctx)
  await bindCaseNumber(ctx, { caseNumber, caseId })
  return caseNumber
}
