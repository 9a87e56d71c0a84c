import { type Amount, amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { totalOf } from './moved-spans.ts'
import { type Span, spanToJson, type Who } from './span.ts'
import { spansOfTransaction } from './spans-of-transaction.ts'
import { perform } from './store/perform.ts'
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
  const before = await movedBefore(ctx, input.key, new Set(brought.map((piece) => piece.toCode)))
  const there = brought.map((piece) => piece.to)
  const spans = before ?? (await firstUnits(ctx, there, input.amount))
  const isAnother =
    before && (before.length === 0 || totalOf(before) !== (input.amount ?? totalOf(before)))
  if (isAnother) return refuse({ code: 'ledger/conflicting_key', key: input.key })
  if (!spans || spans.length === 0) return refuse({ code: 'ledger/span_not_live' })
  const moved = await perform(ctx, {
    verb: 'move_spans',
    key: input.key,
    kind: input.kind,
    // Which transaction is meant is part of the request: the same key for another one is a conflict.
    body: {
      of: input.of,
      spans: spans.map(spanToJson),
      to: input.to ?? first.fromCode,
      graceDays: input.graceDays,
    },
    who: input.who,
  })
  if (!moved.ok) return moved
  return ok({ txnId: moved.value.txnId, amount: amount(totalOf(spans)) })
}

/**
 * The spans that this key moved before from where they were promised: a repetition asks for the same
 * again. Arriving where regular points are past their date, a move sweeps those too; they are no
 * part of what was asked. None at all: the key was used for something else.
 */
async function movedBefore(
  ctx: Ctx,
  key: string,
  holders: ReadonlySet<string>,
): Promise<Span[] | undefined> {
  const before = await spansOfTransaction(ctx, { key })
  if (before.length === 0) return undefined
  const asked = before.filter((piece) => holders.has(piece.fromCode))
  return inPlace(asked.map((piece) => piece.from))
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
