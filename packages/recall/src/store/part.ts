import { amount, type Ctx } from '@modosu/kernel'
import type { Bucket, Part } from '../leg/parts.ts'

interface PartRow extends Record<string, unknown> {
  lo: bigint
  amount: bigint
  bucket: Bucket
  reason: string | null
  origin_pocket: bigint | null
  origin_lo: bigint | null
  account: string | null
  holding_kind: string | null
  stoppable_until: Date | null
  held_pocket: bigint | null
  held_lo: bigint | null
  child_leg_id: string | null
  child_lo: bigint | null
}

export async function readParts(ctx: Ctx, legId: string): Promise<Part[]> {
  const found = await ctx.tx.query<PartRow>(
    `select lo, amount, bucket, reason, origin_pocket, origin_lo, account, holding_kind,
       stoppable_until, held_pocket, held_lo, child_leg_id, child_lo
     from recall.part where leg_id = $1 order by lo`,
    [legId],
  )
  return found.rows.map((row) => ({
    lo: row.lo,
    amount: amount(row.amount),
    bucket: row.bucket,
    reason: row.reason,
    originPocket: row.origin_pocket,
    originLo: row.origin_lo,
    account: row.account,
    holdingKind: row.holding_kind,
    stoppableUntil: row.stoppable_until,
    heldPocket: row.held_pocket,
    heldLo: row.held_lo,
    childLegId: row.child_leg_id,
    childLo: row.child_lo,
  }))
}

/** Replaces the parts of a leg: they are few, and a whole picture cannot be half written. */
export async function writeParts(ctx: Ctx, legId: string, parts: readonly Part[]): Promise<void> {
  await ctx.tx.query('delete from recall.part where leg_id = $1', [legId])
  await ctx.tx.query(
    `insert into recall.part (leg_id, lo, amount, bucket, reason, origin_pocket, origin_lo, account,
       holding_kind, stoppable_until, held_pocket, held_lo, child_leg_id, child_lo)
     select $1, p.lo, p.amount, p.bucket, p.reason, p.origin_pocket, p.origin_lo, p.account,
       p.holding_kind, p.stoppable_until, p.held_pocket, p.held_lo, p.child_leg_id, p.child_lo
     from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
       $8::text[], $9::text[], $10::timestamptz[], $11::bigint[], $12::bigint[], $13::text[],
       $14::bigint[])
       as p (lo, amount, bucket, reason, origin_pocket, origin_lo, account, holding_kind,
             stoppable_until, held_pocket, held_lo, child_leg_id, child_lo)`,
    [
      legId,
      parts.map((part) => part.lo),
      parts.map((part) => part.amount),
      parts.map((part) => part.bucket),
      parts.map((part) => part.reason),
      parts.map((part) => part.originPocket),
      parts.map((part) => part.originLo),
      parts.map((part) => part.account),
      parts.map((part) => part.holdingKind),
      parts.map((part) => part.stoppableUntil),
      parts.map((part) => part.heldPocket),
      parts.map((part) => part.heldLo),
      parts.map((part) => part.childLegId),
      parts.map((part) => part.childLo),
    ],
  )
}

/** The legs that hold value which was carved out of an account. */
export async function listLegsHoldingFrom(
  ctx: Ctx,
  account: string,
): Promise<{ legId: string; caseId: string }[]> {
  const found = await ctx.tx.query<{ leg_id: string; case_id: string }>(
    `select distinct leg.leg_id, leg.case_id from recall.part
     join recall.leg on leg.leg_id = part.leg_id
     where part.account = $1 and part.bucket = 'held'`,
    [account],
  )
  return found.rows.map((row) => ({ legId: row.leg_id, caseId: row.case_id }))
}

/** The legs that wait for a transfer which has not arrived. */
export async function listLegsAwaiting(
  ctx: Ctx,
  transferId: string,
): Promise<{ legId: string; caseId: string }[]> {
  const found = await ctx.tx.query<{ leg_id: string; case_id: string }>(
    `select distinct leg.leg_id, leg.case_id from recall.part
     join recall.leg on leg.leg_id = part.leg_id
     where leg.transfer_id = $1 and leg.role = 'assignee' and part.bucket = 'awaited'`,
    [transferId],
  )
  return found.rows.map((row) => ({ legId: row.leg_id, caseId: row.case_id }))
}
