import { readTakeover } from '@modosu/account'
import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { factsOf, waitingOf } from './case-facts.ts'
import { bucketsJson, claimFactsJson, instantJson, legJson, promiseJson } from './case-json.ts'
import type { CaseView } from './case-schemas.ts'
import { caseStateOf } from './case-state.ts'
import type { DeskDeps } from './desk-deps.ts'
import type { DeskRefusal } from './errors.ts'
import { DECISIONS_MAX, PROMISES_MAX, TIMELINE_MAX } from './limits.ts'
import { lookAtAskedParts, lookAtClaim } from './look-at-claim.ts'
import { type CaseFile, findCaseFile } from './store/case-files.ts'
import { type Decision, selectDecisions } from './store/decisions.ts'
import { selectPromises } from './store/promises.ts'
import { selectStaffNames } from './store/staff.ts'
import { selectTimeline, type TimelineEntry } from './store/timeline.ts'
import { deskTasks } from './tasks/tell-tasks.ts'

/**
 * A case as the desk sees it. In a case of our own: everything that the desk decides by, with the
 * owner's address masked. In a part of a neighbour's: what we were asked for, and nothing about whom
 * it is for. The edge records the look and its reason before this runs.
 *
 * Refuses: `desk/unknown_case`.
 */
export async function readCase(
  ctx: Ctx,
  desk: DeskDeps,
  input: { caseId: string },
): Promise<Result<CaseView, DeskRefusal>> {
  const file = await findCaseFile(ctx, input.caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  const { caseId } = file
  const decisions = await selectDecisions(ctx, caseId, DECISIONS_MAX)
  const promises = await selectPromises(ctx, caseId, PROMISES_MAX)
  const timeline = await selectTimeline(ctx, caseId, TIMELINE_MAX)
  const names = await selectStaffNames(ctx, staffOf(decisions, timeline))
  const facts = factsOf(file, waitingOf(decisions) !== undefined)
  const value = await amountsAndLegs(ctx, desk, file)
  return ok({
    ...fileJson(file),
    ...caseStateOf(facts),
    ...value,
    tasks: await deskTasks(ctx, caseId),
    promises: promises.map((promise) => promiseJson(desk, promise)),
    decisions: decisions.map((decision) => decisionJson(decision, names)),
    timeline: timeline.map((entry) => ({
      at: entry.at.toISOString(),
      kind: entry.kind,
      by: entry.by,
      staff: entry.staffId && (names.get(entry.staffId) ?? entry.staffId),
      facts: entry.facts,
    })),
    takeover: file.askedBy === null ? await takeoverJson(ctx, desk, caseId) : null,
    twoPeople: BigInt(value.stolen) > desk.policy.twoPeopleAbove,
  })
}

function fileJson(file: CaseFile) {
  return {
    caseId: file.caseId,
    caseNumber: file.caseNumber,
    originCaseId: file.originCaseId,
    askedBy: file.askedBy,
    ownerId: file.ownerId,
    evidence: file.evidence,
    via: file.via,
    openedAt: file.openedAt.toISOString(),
    verifiedAt: instantJson(file.verifiedAt),
    givenBackAt: instantJson(file.givenBackAt),
    settledAt: instantJson(file.settledAt),
    closedAt: instantJson(file.closedAt),
  }
}

async function amountsAndLegs(ctx: Ctx, desk: DeskDeps, file: CaseFile) {
  const asked = await lookAtAskedParts(ctx, {
    askedBy: file.askedBy,
    originCaseId: file.originCaseId,
  })
  const claim = file.askedBy === null ? await lookAtClaim(ctx, desk, file.caseId) : undefined
  const buckets = claim?.buckets ?? asked.buckets
  return {
    stolen: String(buckets.stolen),
    ...bucketsJson(buckets),
    unshipped: claim?.unshipped ?? file.unshipped,
    claim: claim ? claimFactsJson(claim) : null,
    legs: (claim?.places ?? []).map((place) => legJson(desk, place)),
    asked: asked.parts.map((part) => ({
      legId: part.legId,
      company: part.assigner,
      amount: String(part.asked),
      stance: part.stance,
      holdUntil: part.holdUntil.toISOString(),
      settled: part.settled,
      accounts: part.accounts.map((one) => ({ ...one, amount: String(one.amount) })),
    })),
  }
}

async function takeoverJson(
  ctx: Ctx,
  desk: DeskDeps,
  caseId: string,
): Promise<CaseView['takeover']> {
  const takeover = await readTakeover(ctx, desk.account, { caseId })
  if (!takeover) return null
  return {
    firstEventAt: instantJson(takeover.firstEventAt),
    changes: takeover.changes.map((change) => ({
      field: change.field,
      at: change.at.toISOString(),
    })),
    sessions: takeover.sessions.filter((session) => session.suspect).length,
    mailTo: takeover.mailTo ? maskAddress(takeover.mailTo) : null,
  }
}

/** `k•••@m•••.example`: enough to tell two addresses apart, too little to write to one. */
function maskAddress(address: string): string {
  const [name = '', domain = ''] = address.split('@')
  const [host = '', ...rest] = domain.split('.')
  return `${name.slice(0, 1)}•••@${[`${host.slice(0, 1)}•••`, ...rest].join('.')}`
}

function decisionJson(
  decision: Decision,
  names: ReadonlyMap<string, string>,
): CaseView['decisions'][number] {
  const nameOf = (staffId: string) => names.get(staffId) ?? staffId
  return {
    decisionId: decision.decisionId,
    kind: decision.kind,
    amount: String(decision.amount),
    reason: decision.reason,
    state: decision.state,
    proposedBy: nameOf(decision.proposedBy),
    proposedAt: decision.proposedAt.toISOString(),
    secondBy: decision.secondBy && nameOf(decision.secondBy),
    secondReason: decision.secondReason,
    secondAt: instantJson(decision.secondAt),
  }
}

function staffOf(decisions: readonly Decision[], timeline: readonly TimelineEntry[]): string[] {
  const ids = [
    ...decisions.flatMap((decision) => [decision.proposedBy, decision.secondBy]),
    ...timeline.map((entry) => entry.staffId),
  ]
  return [...new Set(ids.filter((id) => id !== null))]
}
