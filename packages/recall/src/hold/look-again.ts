import { amount, type Ctx } from '@modosu/kernel'
import { traceForward } from '@modosu/ledger'
import { type Part, patchParts } from '../leg/parts.ts'
import { saveLeg } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { findHolders } from './find-holders.ts'

/**
 * Looks whether value that another claim had is free again: then a second attempt is worth it, and
 * whoever asked is told so. Without this, value would stay told as gone while nobody holds it.
 */
export async function lookAgain(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly legId: string },
): Promise<void> {
  const found = await findLeg(ctx, input.legId)
  if (!found) return
  await lockCase(ctx, found.caseId)
  const leg = await findLeg(ctx, input.legId)
  if (!leg || leg.stance === 'withdrawn') return
  const before = await readParts(ctx, leg.legId)
  const behind = before.filter(
    (part) => part.otherCase !== null && part.bucket === 'gone' && !part.askAgain,
  )
  let parts = before
  for (const part of behind) parts = await flagWhatIsFree(ctx, deps, parts, part)
  if (parts !== before) await saveLeg(ctx, leg, parts)
}

async function flagWhatIsFree(
  ctx: Ctx,
  deps: RecallDeps,
  parts: Part[],
  behind: Part,
): Promise<Part[]> {
  const { originPocket, originLo } = behind
  if (originPocket === null || originLo === null) return parts
  const spans = [{ pocketId: originPocket, lo: originLo, amount: behind.amount }]
  const ends = await traceForward(ctx, { spans })
  const holders = await findHolders(ctx, deps, [...new Set(ends.map((end) => end.accountCode))])
  let next = parts
  for (const end of ends) {
    const isFree = end.end === 'live' && holders.has(end.accountCode)
    // It left to a neighbour meanwhile: there it can be asked for.
    const movedOn = end.end === 'onward'
    if (!isFree && !movedOn) continue
    const range = { lo: behind.lo + (end.originLo - originLo), amount: amount(end.amount) }
    next = patchParts(next, range, () => ({ askAgain: true }))
  }
  return next
}
