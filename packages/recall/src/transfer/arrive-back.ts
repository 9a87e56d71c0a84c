import { assert, type Ctx, mustSucceed, ok, type Result, refuse } from '@modosu/kernel'
import { openAccount, spansOfTransaction, transferIn } from '@modosu/ledger'
import { openContests } from '../dispute/open-contests.ts'
import type { RecallError } from '../errors.ts'
import { type Arrival, arriveAtLeg, openOffsets } from '../hold/arrive-at-leg.ts'
import { findHolder } from '../hold/find-holders.ts'
import type { Leg } from '../leg/leg.ts'
import type { Range } from '../leg/parts.ts'
import { subtract } from '../leg/ranges.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, listLegsOfTransfers, lockCases } from '../store/leg.ts'
import { findTransfer, type Transfer } from '../store/transfer.ts'
import { type Line, linesOfArrival, spanAt } from './lines-of-arrival.ts'
import { refundToLots } from './refund-to-lots.ts'
import { sendRefund } from './refund-transfer.ts'

/** Offsets that came back and the claim that they belong to. */
interface Claimed {
  readonly leg: Leg
  readonly ranges: readonly Range[]
}

/**
 * Value that we once sent comes back. What claims still follow goes to their cases, a return and
 * whatever a confirmed claim follows at once up to its owner; a refund under a claim that nobody has
 * confirmed waits in front of the account it was paid from, and never lands before the intruder. The
 * rest goes to the lots that it was paid from.
 *
 * Refusals in order: recall/unknown_transfer, recall/unknown_leg, recall/amount_mismatch (a return
 * of what nobody asked for, or offsets outside the transfer).
 */
export async function arriveBack(
  ctx: Ctx,
  deps: RecallDeps,
  back: Transfer,
  firstLegId: string | null = null,
): Promise<Result<void, RecallError>> {
  const original = back.originalTransferId
    ? await findTransfer(ctx, back.originalTransferId)
    : undefined
  if (original?.direction !== 'out' || original.neighbour !== back.neighbour) {
    return refuse({ code: 'recall/unknown_transfer' })
  }
  const [range] = back.offsets
  const named = await namedLeg(ctx, back, original)
  if (back.legId !== null && !named) return refuse({ code: 'recall/unknown_leg' })
  if (range?.amount !== back.amount || range.lo + range.amount > original.amount) {
    return refuse({ code: 'recall/amount_mismatch' })
  }
  const first = firstLegId ?? back.legId
  const claims = await claimsOn(ctx, original, { named, first, range })
  const rest = claims.reduce<Range[]>((left, { ranges }) => subtract(left, ranges), [range])
  if (back.kind === 'return' && rest.length > 0) return refuse({ code: 'recall/amount_mismatch' })
  const lines = await takeIn(ctx, back, original)
  for (const claim of claims) await arriveAt(ctx, deps, { back, original, lines, claim, first })
  for (const left of rest) {
    if (original.kind === 'refund') await refundAgain(ctx, original, spanAt(lines, left))
    else await refundToLots(ctx, deps, { back, original, range: left, lines })
  }
  await ctx.emit({
    type: 'recall.payment_refunded',
    data: {
      transferId: original.transferId,
      reference: original.reference,
      amount: String(back.amount),
      backId: back.transferId,
    },
  })
  return ok(undefined)
}

async function namedLeg(ctx: Ctx, back: Transfer, original: Transfer): Promise<Leg | undefined> {
  const leg = back.legId === null ? undefined : await findLeg(ctx, back.legId)
  const asks =
    leg?.role === 'assigner' &&
    leg.neighbour === back.neighbour &&
    leg.transferId === original.transferId
  return asks ? leg : undefined
}

/**
 * Which claims the offsets belong to: of a return the leg that it names, else every leg about the
 * transfer, the stopping first, then whatever people have confirmed. A claim that its owner has taken
 * back follows no refund, but what it had stopped still comes home to it.
 */
async function claimsOn(
  ctx: Ctx,
  original: Transfer,
  about: { named: Leg | undefined; first: string | null; range: Range },
): Promise<Claimed[]> {
  const seen = await listLegsOfTransfers(ctx, [original.transferId], 'assigner')
  await lockCases(
    ctx,
    seen.map((leg) => leg.caseId),
  )
  const legs = await listLegsOfTransfers(ctx, [original.transferId], 'assigner')
  const rank = (leg: Leg) => (leg.legId === about.first ? 0 : leg.stance === 'confirmed' ? 1 : 2)
  const following = about.named
    ? legs.filter((leg) => leg.legId === about.named?.legId)
    : legs
        .filter((leg) => leg.stance !== 'withdrawn' || leg.legId === about.first)
        .sort((a, b) => rank(a) - rank(b))
  const claims: Claimed[] = []
  let left: Range[] = [about.range]
  for (const leg of following) {
    const ranges: Range[] = []
    // A refund of what was taken back goes where it was paid from; a return is the leg's in any case.
    const sought = about.named ? left : subtract(left, leg.letGo)
    for (const range of sought) ranges.push(...(await openOffsets(ctx, leg, range)))
    if (ranges.length === 0) continue
    claims.push({ leg, ranges })
    left = subtract(left, ranges)
  }
  return claims
}

async function arriveAt(
  ctx: Ctx,
  deps: RecallDeps,
  came: {
    back: Transfer
    original: Transfer
    lines: readonly Line[]
    claim: Claimed
    first: string | null
  },
): Promise<void> {
  const { back, original, lines, claim, first } = came
  const mine = claim.ranges.flatMap((range) => spanAt(lines, range))
  const contested = await openContests(ctx, deps, claim)
  const free = subtract(claim.ranges, contested).flatMap((range) => spanAt(mine, range))
  const disputed = contested.flatMap((range) => spanAt(mine, range))
  if (disputed.length > 0) await arriveAtLeg(ctx, deps, claim.leg, disputed, { to: 'contest' })
  if (free.length === 0) return
  // A stop is a return: it was made under a confirmed leg, and what came from below never bounces.
  const isStopped = claim.leg.legId === first && claim.leg.stance === 'withdrawn'
  const isFounded = back.kind === 'return' || isStopped || claim.leg.stance === 'confirmed'
  const arrival = isFounded ? { to: 'up' as const } : await inFrontOfPayer(ctx, deps, original)
  await arriveAtLeg(ctx, deps, claim.leg, free, arrival)
}

/** A claim was quicker than a refund of ours: what it does not ask for is still the payer's. */
async function refundAgain(ctx: Ctx, refund: Transfer, lines: readonly Line[]): Promise<void> {
  const payment = await findTransfer(ctx, refund.originalTransferId ?? '')
  const [offsets] = refund.offsets
  assert(payment && offsets, 'a refund names what it gives back')
  for (const { range, span } of lines) {
    const sent = await sendRefund(ctx, payment, {
      range: { lo: offsets.lo + range.lo, amount: range.amount },
      spans: [span],
      who: {},
    })
    mustSucceed(sent, 'what came back can be sent again')
  }
}

/** The account that the transfer was paid from: there a refund waits until the claim is decided. */
async function inFrontOfPayer(ctx: Ctx, deps: RecallDeps, original: Transfer): Promise<Arrival> {
  const paid = await spansOfTransaction(ctx, { key: `transfer-out:${original.transferId}` })
  const account = paid[0]?.fromCode
  const holder = account === undefined ? undefined : await findHolder(ctx, deps, account)
  // Sent by no holder of ours, as a return or what a case gave back: then it has to go up.
  if (account === undefined || !holder) return { to: 'up' }
  return { to: 'front', account, holder }
}

/** Takes the value in, in an account of its own, with the expiries that it left with. */
async function takeIn(ctx: Ctx, back: Transfer, original: Transfer): Promise<Line[]> {
  const to = `back:${back.transferId}`
  await openAccount(ctx, { code: to, unit: back.unit, kind: 'case' })
  const credited = await transferIn(ctx, {
    transferId: back.transferId,
    neighbour: back.neighbour,
    to,
    amount: back.amount,
    unit: back.unit,
    kind: back.kind,
    returnOf: { transferId: original.transferId, ranges: back.offsets },
    who: {},
  })
  mustSucceed(credited, 'what comes back is taken in')
  return await linesOfArrival(ctx, back)
}
