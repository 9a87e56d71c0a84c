import { readCaseLink, readTakeover } from '@modosu/account'
import { type Ctx, ok, type Result, refuse, type Words } from '@modosu/kernel'
import { factsOf, waitingOf } from './case-facts.ts'
import { bucketsJson, claimFactsJson, instantJson, legJson, promiseJson } from './case-json.ts'
import type { CasePage } from './case-schemas.ts'
import { type CaseFacts, caseStateOf, headlineOf, ownerTasks, type Turn } from './case-state.ts'
import { happenedWords, lotWords, taskWords } from './case-words.ts'
import { companyName, type DeskDeps } from './desk-deps.ts'
import type { DeskRefusal } from './errors.ts'
import { returnedLots } from './letters/returned-lots.ts'
import { DECISIONS_MAX, PROMISES_MAX, TIMELINE_MAX } from './limits.ts'
import { type ClaimView, lookAtClaim } from './look-at-claim.ts'
import { type CaseFile, findCaseFile } from './store/case-files.ts'
import { type Decision, selectDecisions } from './store/decisions.ts'
import { findLetter } from './store/letters.ts'
import { selectPromises } from './store/promises.ts'
import { selectTimeline } from './store/timeline.ts'
import { ownerNeeds } from './tasks/tell-tasks.ts'

/**
 * The case page of whoever holds the link, without a sign-in. Until the owner is verified it tells
 * the state, the total, the promises and what the owner can do, and nothing of what happened: the
 * link may lie in a mailbox that is not the owner's any more.
 *
 * Refuses: `desk/unknown_case_link`.
 */
export async function readCasePage(
  ctx: Ctx,
  desk: DeskDeps,
  input: { caseToken: string },
): Promise<Result<CasePage, DeskRefusal>> {
  const link = await readCaseLink(ctx, input.caseToken)
  if (!link) return refuse({ code: 'desk/unknown_case_link' })
  const file = await findCaseFile(ctx, link.caseId)
  const claim = file && (await lookAtClaim(ctx, desk, file.caseId))
  if (!file || !claim) return ok(openingPage(desk, link.caseNumber))
  const decisions = await selectDecisions(ctx, file.caseId, DECISIONS_MAX)
  const takeover = await readTakeover(ctx, desk.account, { caseId: file.caseId })
  // The claim and the account are read as they stand; the file follows them a moment later.
  const facts: CaseFacts = {
    ...factsOf(file, waitingOf(decisions) !== undefined),
    stolen: claim.buckets.stolen,
    returned: claim.buckets.returned,
    gone: claim.buckets.gone,
    unshipped: claim.unshipped,
    inEscrow: claim.inEscrow,
    settled: claim.settled,
    verified: Boolean(takeover?.verifiedAt),
    givenBack: Boolean(takeover?.givenBackAt),
  }
  const page = await openPage(ctx, desk, file, facts)
  if (!facts.verified) return ok(page)
  const needs = await ownerNeeds(ctx, file.caseId)
  // What has to happen first says whose turn it is, where the case itself waits for nobody else.
  const turn =
    page.turn === 'owner' || page.turn === null ? page.turn : (needs[0]?.turn ?? page.turn)
  const whose = { turn, turnName: turnWords(desk, turn) }
  return ok({
    ...page,
    ...whose,
    needs,
    ...(await verifiedPart(ctx, desk, { file, claim, decisions })),
  })
}

/** The press is known, the case is not open yet: that takes a moment. */
function openingPage(desk: DeskDeps, caseNumber: string): CasePage {
  return {
    caseNumber,
    company: desk.company,
    companyName: desk.displayName,
    state: 'opening',
    headline: headlineOf('opening', nothingYet),
    verified: false,
    givenBack: false,
    openedAt: null,
    closedAt: null,
    stolen: '0',
    turn: 'desk',
    turnName: desk.displayName,
    nextNews: null,
    promises: [],
    tasks: [],
  }
}

const nothingYet: CaseFacts = {
  isPart: false,
  stolen: 0n,
  returned: 0n,
  gone: 0n,
  unshipped: false,
  inEscrow: false,
  verified: false,
  givenBack: false,
  settled: false,
  closed: false,
  waiting: false,
  decided: null,
}

/** What everybody who holds the link may see. */
async function openPage(
  ctx: Ctx,
  desk: DeskDeps,
  file: CaseFile,
  facts: CaseFacts,
): Promise<CasePage> {
  const { state, turn } = caseStateOf(facts)
  const rows = await selectPromises(ctx, file.caseId, PROMISES_MAX)
  const promises = rows.map((row) => promiseJson(desk, row))
  return {
    caseNumber: file.caseNumber,
    company: desk.company,
    companyName: desk.displayName,
    state,
    headline: headlineOf(state, facts),
    verified: facts.verified,
    givenBack: facts.givenBack,
    openedAt: file.openedAt.toISOString(),
    closedAt: instantJson(file.closedAt),
    stolen: String(facts.stolen),
    turn,
    turnName: turnWords(desk, turn),
    nextNews: promises.find((promise) => !promise.keptAt && !promise.lateAt) ?? null,
    promises,
    tasks: ownerTasks(facts).map((task) => ({ task, words: taskWords(task) })),
  }
}

function turnWords(desk: DeskDeps, turn: Turn): Words | null {
  switch (turn) {
    case null:
      return null
    case 'owner':
      return { ja: 'あなた', en: 'You' }
    case 'seller':
      return { ja: '出品者', en: 'Seller' }
    case 'partner':
      return { ja: '相手の会社', en: 'The other company' }
    case 'desk':
      return companyName(desk, desk.company)
  }
}

/** What the verified owner sees besides. Sellers, addresses and devices never stand here. */
async function verifiedPart(
  ctx: Ctx,
  desk: DeskDeps,
  seen: { file: CaseFile; claim: ClaimView; decisions: readonly Decision[] },
): Promise<Partial<CasePage>> {
  const { file, claim, decisions } = seen
  const timeline = await selectTimeline(ctx, file.caseId, TIMELINE_MAX)
  const takeover = await readTakeover(ctx, desk.account, { caseId: file.caseId })
  const letter = await findLetter(ctx, file.caseId)
  return {
    amounts: bucketsJson(claim.buckets),
    legs: claim.places.map((place) => legJson(desk, place)),
    lots: returnedLots(claim, timeline).map((lot) => ({
      amount: String(lot.amount),
      expiresAt: instantJson(lot.expiresAt),
      words: lotWords(lot.expiresAt),
    })),
    usable: claim.usable,
    claim: claimFactsJson(claim),
    changes: (takeover?.changes ?? []).map((change) => ({
      field: change.field,
      at: change.at.toISOString(),
    })),
    timeline: timeline.flatMap((entry) => {
      const words = happenedWords(entry)
      return words ? [{ at: entry.at.toISOString(), by: entry.by, words }] : []
    }),
    decisions: decisions
      .filter((decision) => decision.state === 'effective')
      .map((decision) => ({
        kind: decision.kind,
        amount: String(decision.amount),
        at: (decision.secondAt ?? decision.proposedAt).toISOString(),
        people: decision.secondBy ? 2 : 1,
        reasons: [decision.reason, ...(decision.secondReason ? [decision.secondReason] : [])],
      })),
    letter: letter
      ? {
          sentAt: letter.sentAt.toISOString(),
          appealUntil: letter.appealUntil.toISOString(),
          subject: letter.subject,
          body: letter.body,
        }
      : null,
  }
}
