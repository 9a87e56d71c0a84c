import { type Amount, amount, type Ctx, type Result, refuse } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { moveSpans } from './move-spans.ts'
import { totalOf } from './moved-spans.ts'
import type { Span, Who } from './span.ts'
import { spansOfTransaction } from './spans-of-transaction.ts'
import { selectLiveParts } from './store/trace.ts'

export interface PartOfTransaction {
  readonly key: string
  /** The key of the transaction whose units are meant. */
  readonly of: string
  /** Where to; absent: back to where they came from. */
  readonly to?: string | undefined
  /** How many of them; absent: all that are still there. */
  readonly amount?: Amount | undefined
  readonly kind: string
  readonly who: Who
  readonly graceDays?: number | undefined
}

/** Moves units that one transaction brought to an account, as far as they are still there. */
export async function moveOfTransaction(
  ctx: Ctx,
  input: PartOfTransaction,
): Promise<Result<{ txnId: bigint; amount: Amount }, LedgerError>> {
  const brought = await spansOfTransaction(ctx, { key: input.of })
  const first = brought[0]
  if (first === undefined) return refuse({ code: 'ledger/unknown_reservation', key: input.of })
  const before = await movedBefore(ctx, input)
  const there = brought.map((piece) => piece.to)
  const spans = before ?? (await firstUnits(ctx, there, input.amount))
  if (!spans || spans.length === 0) return refuse({ code: 'ledger/span_not_live' })
  if (input.amount !== undefined && totalOf(spans) !== input.amount) {
    return refuse({ code: 'ledger/conflicting_key', key: input.key })
  }
  const moved = await moveSpans(ctx, {
    key: input.key,
    spans,
    to: input.to ?? first.fromCode,
    kind: input.kind,
    who: input.who,
    graceDays: input.graceDays,
  })
  if (!moved.ok) return moved
  return { ok: true, value: { txnId: moved.value.txnId, amount: amount(totalOf(spans)) } }
}

/** The spans that this key moved before: a repetition asks for the same again. */
async function movedBefore(ctx: Ctx, input: PartOfTransaction): Promise<Span[] | undefined> {
  const before = await spansOfTransaction(ctx, { key: input.key })
  return before.length > 0 ? inPlace(before.map((piece) => piece.from)) : undefined
}

async function firstUnits(
  ctx: Ctx,
  brought: readonly Span[],
  wanted: Amount | undefined,
): Promise<Span[] | undefined> {
  const live = (await selectLiveParts(ctx, brought)).map((row) => ({
    pocketId: row.pocket_id,
    lo: row.lo,
    amount: amount(row.amount),
  }))
  if (wanted === undefined) return inPlace(live)
  let left: bigint = wanted
  const taken: Span[] = []
  for (const span of live) {
    if (left === 0n) break
    const size = span.amount < left ? span.amount : left
    taken.push({ ...span, amount: amount(size) })
    left -= size
  }
  return left === 0n ? inPlace(taken) : undefined
}

/** One order for the same units, so that a repetition has the same body. */
function inPlace(spans: readonly Span[]): Span[] {
  return [...spans].sort((left, right) =>
    left.pocketId === right.pocketId
      ? Number(left.lo - right.lo)
      : Number(left.pocketId - right.pocketId),
  )
}
