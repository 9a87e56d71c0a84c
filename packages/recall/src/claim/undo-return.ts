import {
  type Amount,
  amount,
  assert,
  type Ctx,
  mustSucceed,
  ok,
  type Result,
  refuse,
} from '@modosu/kernel'
import { convert, openAccount, originsOfSpans, postTransfers, readBalance } from '@modosu/ledger'
import { sendGiveBack } from '../dispute/arrive-give-back.ts'
import type { RecallError } from '../errors.ts'
import type { Leg } from '../leg/leg.ts'
import { type Part, partsWithin } from '../leg/parts.ts'
import { originSpan } from '../leg/pass-up.ts'
import { subtract } from '../leg/ranges.ts'
import { takeCoversBack } from '../loss/cover-claim.ts'
import { lossAccount } from '../loss/keep-for-loss-account.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLegs, listRootLegs, lockCase } from '../store/leg.ts'
import { readPartsOf } from '../store/part.ts'
import { insertUndone, undoneRanges } from '../store/undone.ts'
import { withdrawClaim } from './decide-claim.ts'
import { returnedAccount } from './give-back-to-lots.ts'

/** A piece of a wrong return: how it came, and from which unit it has to be made. */
interface Wrong {
  readonly root: Leg
  readonly piece: Part
  readonly child: Leg
  readonly ownUnit: string
  readonly ownAccount: string
}

const LOSS = 'loss:'

/**
 * A return was wrong: the claim is withdrawn, and what came home from neighbours goes down again the
 * way it came, to the holders that it had been taken from. It is drawn from what still waits, then
 * from what the owner has of it, then from our own loss account, which bears what is missing. What had
 * never left this company is the owner's own and stays. Doing it again finds nothing left.
 *
 * Refusals in order: recall/unknown_case, recall/nothing_returned, recall/loss_account_short.
 */
export async function undoReturn(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string },
): Promise<Result<{ givenBack: Amount; fromLoss: Amount }, RecallError>> {
  const { caseId } = input
  await lockCase(ctx, caseId)
  const roots = await listRootLegs(ctx, caseId)
  if (roots.length === 0) return refuse({ code: 'recall/unknown_case' })
  const wrong = await wrongPieces(ctx, roots)
  if (wrong.length === 0) return refuse({ code: 'recall/nothing_returned' })
  const withdrawn = await withdrawClaim(ctx, deps, input)
  mustSucceed(withdrawn, 'a claim that is known can be withdrawn')
  await takeCoversBack(ctx, caseId)
  let fromLoss = 0n
  for (const one of wrong) {
    const drawn = await draw(ctx, one)
    if (!drawn.ok) return drawn
    fromLoss += drawn.value.fromLoss
    const { childLo } = one.piece
    assert(childLo !== null, 'what came from a neighbour names its offset there')
    const { child, piece, root } = one
    const size = piece.amount
    const from = drawn.value.account
    const transferId = await sendGiveBack(ctx, { child, from, lo: childLo, size })
    await insertUndone(ctx, { legId: root.legId, transferId, ranges: [piece] })
  }
  const total = wrong.reduce((sum, one) => sum + one.piece.amount, 0n)
  return ok({ givenBack: amount(total), fromLoss: amount(fromLoss) })
}

async function wrongPieces(ctx: Ctx, roots: readonly Leg[]): Promise<Wrong[]> {
  const parts = await readPartsOf(
    ctx,
    roots.map((root) => root.legId),
  )
  const wrong: Wrong[] = []
  for (const root of roots) {
    const undone = await undoneRanges(ctx, root.legId)
    const returned = (parts.get(root.legId) ?? []).filter(
      (part) => part.bucket === 'returned' && part.childLegId !== null,
    )
    const left = returned.flatMap((part) =>
      subtract([part], undone).flatMap((range) => partsWithin([part], range)),
    )
    const children = await findLegs(ctx, [...new Set(left.map((part) => part.childLegId ?? ''))])
    const origins = await originsOfSpans(ctx, { spans: left.map(originSpan) })
    for (const piece of left) {
      const child = children.get(piece.childLegId ?? '')
      const own = origins.find((one) => one.span.pocketId === piece.originPocket)
      assert(child && own, 'what came from a neighbour came under a leg, for units of the owner')
      wrong.push({ root, piece, child, ownUnit: own.unit, ownAccount: own.accountCode })
    }
  }
  return wrong
}

/** Makes ready what a piece needs, in the unit in which it came; an account of its own. */
async function draw(
  ctx: Ctx,
  wrong: Wrong,
): Promise<Result<{ account: string; fromLoss: bigint }, RecallError>> {
  const { root, piece, child } = wrong
  const account = `undo:${ctx.newId('undo')}`
  await openAccount(ctx, { code: account, unit: child.unit, kind: 'case' })
  let missing: bigint = piece.amount
  let fromLoss = 0n
  for (const source of sourcesOf(wrong)) {
    const { total, lots } = await readBalance(ctx, source)
    const take = total < missing ? total : missing
    if (take === 0n) continue
    const move = {
      key: `undo:${ctx.newId('undo')}`,
      from: source,
      to: account,
      amount: amount(take),
      kind: 'undo',
      who: { caseId: root.caseId },
    }
    if (lots[0]?.unit === child.unit) {
      const [verdict] = await postTransfers(ctx, [move])
      assert(verdict === 'posted', 'a balance that was read can be moved')
    } else {
      mustSucceed(await convert(ctx, move), 'a balance that was read can be converted')
    }
    missing -= take
    if (source.startsWith(LOSS)) fromLoss += take
    if (missing === 0n) return ok({ account, fromLoss })
  }
  return refuse({ code: 'recall/loss_account_short' })
}

/** First what still waits, then what the owner has of it, at last the company's own money. */
function sourcesOf({ root, child, ownUnit, ownAccount }: Wrong): string[] {
  const sources = [
    returnedAccount(root.caseId, ownUnit),
    ...(root.usableAt ? [ownAccount] : []),
    lossAccount(child.unit),
    lossAccount(ownUnit),
  ]
  return [...new Set(sources)]
}
