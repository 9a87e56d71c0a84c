import { assert, type Ctx } from '@modosu/kernel'
import { loadTakeoverFacts } from '../interval/load-takeover-facts.ts'
import { workOutInterval } from '../interval/work-out-interval.ts'
import type { AccountDeps } from '../policy.ts'
import { voidResetLinks } from '../store/changes.ts'
import { closeMailCodes } from '../store/codes.ts'
import { lockMember } from '../store/members.ts'
import { endSessions, lockSessions } from '../store/sessions.ts'
import {
  bindCaseNumber,
  findStandingStop,
  findStop,
  insertRestriction,
  insertStop,
  insertSuspectSession,
  type StopRow,
} from '../store/stops.ts'
import { takeNumber } from './take-number.ts'

export interface Press {
  readonly memberId: string
  readonly via: 'undo' | 'stop'
  /** The changes that the press says were not the owner's. */
  readonly pressed: readonly string[]
  /** The number that was told already, before anybody knew whose account it is. */
  readonly caseNumber?: string
}

/**
 * Stops an account, in the caller's transaction: ends its sessions and whatever is half finished,
 * shuts every way out, works out the takeover, and tells the house (`account.stopped`). It can only
 * freeze: nothing moves and nothing is given back here.
 *
 * Waits for requests of the member that run. Idempotent: while a stop stands, another press joins
 * it and gets its number.
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
  if (standing) return { stop: standing, joined: true }
  await endSessions(ctx, { memberId, reason: 'stopped' })
  await voidResetLinks(ctx, memberId)
  await closeMailCodes(ctx, memberId)
  const stop = await openStop(ctx, deps, press)
  return { stop, joined: false }
}

async function openStop(ctx: Ctx, deps: AccountDeps, press: Press): Promise<StopRow> {
  const { memberId, via } = press
  const about = { memberId, at: ctx.now, pressed: new Set(press.pressed) }
  const { facts } = await loadTakeoverFacts(ctx, deps, about)
  const { evidence, reasons, firstEventAt, suspects } = workOutInterval(facts)
  const caseId = ctx.newId('case')
  const caseNumber = await numberFor(ctx, { caseId, told: press.caseNumber })
  await insertStop(ctx, { caseId, caseNumber, memberId, via, evidence, reasons, firstEventAt })
  for (const [sessionId, why] of suspects) {
    await insertSuspectSession(ctx, { caseId, sessionId, reasons: why })
  }
  const reason = 'account/stopped'
  await insertRestriction(ctx, { memberId, scope: 'spend', reason, caseId, untilAt: null })
  const sessionIds = [...suspects.keys()]
  await ctx.emit({
    type: 'account.stopped',
    data: { memberId, caseId, caseNumber, evidence, sessionIds, reasons: [...reasons], via },
  })
  const stop = await findStop(ctx, caseId)
  assert(stop, 'a stop that was just written is there')
  return stop
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
