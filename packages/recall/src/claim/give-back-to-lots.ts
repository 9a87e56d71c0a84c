import { amount, assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { giveBack, openAccount, originsOfSpans, type Span } from '@modosu/ledger'
import type { Leg } from '../leg/leg.ts'
import type { Range } from '../leg/parts.ts'
import type { RecallDeps } from '../recall-deps.ts'

/** Value that stands for units of the owner: both of the same amount, at an offset of the claim. */
export interface OwnUnits {
  readonly lo: bigint
  readonly from: Span
  readonly origin: Span
}

/** Where offsets of the claim are now. */
export interface GivenBack {
  readonly range: Range
  readonly pocketId: bigint
  readonly lo: bigint
}

/** The account where returned value waits, in lots of their own expiry, until the owner is verified. */
export function returnedAccount(caseId: string, unit: string): string {
  return `returned:${caseId}:${unit}`
}

/**
 * Gives value back to the lots of the owner that it stands for, in the unit and with the expiry that
 * it left with: into the account where it waits, or at once where the owner has it back already.
 */
export async function giveBackToLots(
  ctx: Ctx,
  deps: RecallDeps,
  root: Leg,
  units: readonly OwnUnits[],
): Promise<GivenBack[]> {
  const origins = await originsOfSpans(ctx, { spans: units.map((one) => one.origin) })
  const unitOf = new Map(origins.map((one) => [one.span.pocketId, one.unit]))
  const given: GivenBack[] = []
  for (const unit of [...new Set(unitOf.values())].sort()) {
    const ofUnit = units.filter((one) => unitOf.get(one.origin.pocketId) === unit)
    given.push(...(await giveBackUnit(ctx, deps, root, { unit, units: ofUnit })))
  }
  return given
}

async function giveBackUnit(
  ctx: Ctx,
  deps: RecallDeps,
  root: Leg,
  back: { readonly unit: string; readonly units: readonly OwnUnits[] },
): Promise<GivenBack[]> {
  const waiting = returnedAccount(root.caseId, back.unit)
  await openAccount(ctx, {
    code: waiting,
    unit: back.unit,
    kind: 'case',
    ...(root.owner ? { owner: root.owner } : {}),
  })
  const done = await giveBack(ctx, {
    key: `give-back:${ctx.newId('back')}`,
    parts: back.units.map(({ from, origin }) => ({ from, origin })),
    to: root.usableAt ? 'origin' : waiting,
    graceDays: deps.policy.graceDays,
    who: { caseId: root.caseId },
  })
  const { moved } = mustSucceed(done, 'what stands for the owner’s units goes back to their lots')
  if (root.usableAt) return []
  return moved.map((piece) => {
    const home = back.units[piece.index]
    assert(home, 'what moved is what was asked for')
    const lo = home.lo + (piece.asked.lo - home.from.lo)
    return {
      range: { lo, amount: amount(piece.asked.amount) },
      pocketId: piece.to.pocketId,
      lo: piece.to.lo,
    }
  })
}
