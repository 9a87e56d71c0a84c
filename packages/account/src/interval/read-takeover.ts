import { assert, type Ctx, sendMail } from '@modosu/kernel'
import type { ChangeField } from '../changes/change.ts'
import type { AccountDeps } from '../policy.ts'
import { findAddressBefore, findPresentAddress } from '../store/addresses.ts'
import { findMember } from '../store/members.ts'
import { findStandingStop, findStop, findStopByNumber, type StopRow } from '../store/stops.ts'
import { loadInterval } from './load-interval.ts'
import type { Sorted } from './sorting.ts'

export interface Takeover {
  readonly caseId: string
  readonly caseNumber: string
  readonly memberId: string
  readonly displayName: string
  readonly stoppedAt: Date
  readonly evidence: 'press' | 'machine'
  readonly reasons: readonly string[]
  readonly firstEventAt: Date | null
  readonly changes: readonly ({ changeId: string; field: ChangeField; at: Date } & Sorted)[]
  readonly sessions: readonly { sessionId: string; begunAt: Date; suspect: boolean }[]
  readonly verifiedAt: Date | null
  readonly givenBackAt: Date | null
  /** The last address from before the first suspect event. */
  readonly mailTo: string
}

/** What a desk may know of a takeover; `undefined` for an unknown case. No values of changes. */
export async function readTakeover(
  ctx: Ctx,
  deps: AccountDeps,
  input: { caseId: string },
): Promise<Takeover | undefined> {
  const stop = await findStop(ctx, input.caseId)
  const member = stop && (await findMember(ctx, stop.memberId))
  if (!stop || !member) return undefined
  const { changes, sessions, interval } = await loadInterval(ctx, deps, stop)
  return {
    caseId: stop.caseId,
    caseNumber: stop.caseNumber,
    memberId: stop.memberId,
    displayName: member.displayName,
    stoppedAt: stop.at,
    evidence: stop.evidence,
    reasons: stop.reasons,
    firstEventAt: stop.firstEventAt,
    changes: changes.map(({ changeId, field, at }) => ({
      changeId,
      field,
      at,
      ...(interval.sorted.get(changeId) as Sorted),
    })),
    sessions: sessions.map(({ sessionId, begunAt }) => ({
      sessionId,
      begunAt,
      suspect: interval.suspects.has(sessionId),
    })),
    verifiedAt: stop.verifiedAt,
    givenBackAt: stop.givenBackAt,
    mailTo: await findOwnersAddress(ctx, stop),
  }
}

/** The stop that stands over a member, or `undefined`. */
export async function readStop(
  ctx: Ctx,
  memberId: string,
): Promise<{ caseId: string; caseNumber: string; at: Date } | undefined> {
  const stop = await findStandingStop(ctx, memberId)
  return stop && { caseId: stop.caseId, caseNumber: stop.caseNumber, at: stop.at }
}

/** The case of any number that was ever told: a later press for the same account has its own. */
export async function findCaseByNumber(
  ctx: Ctx,
  caseNumber: string,
): Promise<{ caseId: string; caseNumber: string } | undefined> {
  const stop = await findStopByNumber(ctx, caseNumber)
  return stop && { caseId: stop.caseId, caseNumber: stop.caseNumber }
}

/** The name by which a member is addressed. */
export async function readDisplayName(ctx: Ctx, memberId: string): Promise<string | undefined> {
  return (await findMember(ctx, memberId))?.displayName
}

/**
 * Mails the owner of a case: to the last address from before the takeover until the account is
 * given back, and to the present one after that. `text` is complete, in both languages.
 */
export async function mailOwner(
  ctx: Ctx,
  mail: { caseId: string; subject: string; text: string },
): Promise<boolean> {
  const stop = await findStop(ctx, mail.caseId)
  if (!stop) return false
  const to = await findOwnersAddress(ctx, stop)
  await sendMail(ctx, { to, subject: mail.subject, text: mail.text })
  return true
}

async function findOwnersAddress(ctx: Ctx, stop: StopRow): Promise<string> {
  const { memberId } = stop
  const at = stop.firstEventAt ?? stop.at
  const address =
    stop.givenBackAt === null
      ? await findAddressBefore(ctx, { memberId, at })
      : await findPresentAddress(ctx, { memberId, channel: 'email' })
  assert(address, 'a member that was stopped had an address before')
  return address.contact
}
