import { amount, type Ctx } from '@modosu/kernel'
import type { Bucket, Part } from '../leg/parts.ts'
import type { Reason } from '../wire/messages.ts'

interface PartRow extends Record<string, unknown> {
  leg_id: string
  lo: bigint
  amount: bigint
  bucket: Bucket
  reason: Reason | null
  other_case: string | null
  other_number: string | null
  ask_again: boolean
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

const COLUMNS = `leg_id, lo, amount, bucket, reason, other_case, other_number, ask_again,
  origin_pocket, origin_lo, account, holding_kind, stoppable_until, held_pocket, held_lo,
  child_leg_id, child_lo`

/** A leg's parts, or those of many legs. */
export interface PartsOfLeg {
  readonly legId: string
  readonly parts: readonly Part[]
}

function toPart(row: PartRow): Part {
  return {
    lo: row.lo,
    amount: amount(row.amount),
    bucket: row.bucket,
    reason: row.reason,
    otherCase: row.other_case,
    otherNumber: row.other_number,
    askAgain: row.ask_again,
    originPocket: row.origin_pocket,
    originLo: row.origin_lo,
    account: row.account,
    holdingKind: row.holding_kind,
    stoppableUntil: row.stoppable_until,
    heldPocket: row.held_pocket,
    heldLo: row.held_lo,
    childLegId: row.child_leg_id,
    childLo: row.child_lo,
  }
}

export async function readParts(ctx: Ctx, legId: string): Promise<Part[]> {
  return (await readPartsOf(ctx, [legId])).get(legId) ?? []
}

/** The parts of several legs, in the order of their offsets. */
export async function readPartsOf(
  ctx: Ctx,
  legIds: readonly string[],
): Promise<Map<string, Part[]>> {
  const parts = new Map<string, Part[]>(legIds.map((legId) => [legId, []]))
  if (legIds.length === 0) return parts
  const found = await ctx.tx.query<PartRow>(
    `select ${COLUMNS} from recall.part where leg_id = any($1) order by leg_id, lo`,
    [legIds],
  )
  for (const row of found.rows) parts.get(row.leg_id)?.push(toPart(row))
  return parts
}

const GIVEN = `unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[],
  $7::text[], $8::boolean[], $9::bigint[], $10::bigint[], $11::text[], $12::text[],
  $13::timestamptz[], $14::bigint[], $15::bigint[], $16::text[], $17::bigint[]) as w (${COLUMNS})`

/** Writes the parts of legs that have none yet. */
export async function insertParts(ctx: Ctx, legs: readonly PartsOfLeg[]): Promise<void> {
  if (legs.length === 0) return
  await ctx.tx.query(
    `insert into recall.part (${COLUMNS}) select ${COLUMNS} from ${GIVEN}`,
    columnsOf(legs),
  )
}

/**
 * Makes these the parts of their legs: a whole picture cannot be half written. Rows that stay as
 * they were are not touched, since one of a thousand changes at a time.
 */
export async function writeParts(ctx: Ctx, legs: readonly PartsOfLeg[]): Promise<void> {
  if (legs.length === 0) return
  await ctx.tx.query(
    `with w as materialized (select ${COLUMNS} from ${GIVEN}),
     gone as (
       delete from recall.part p where p.leg_id = any($18)
         and not exists (select from w where w.leg_id = p.leg_id and w.lo = p.lo))
     insert into recall.part as p (${COLUMNS})
     select ${COLUMNS} from w
     on conflict on constraint part_pkey do update set amount = excluded.amount,
       bucket = excluded.bucket, reason = excluded.reason, other_case = excluded.other_case,
       other_number = excluded.other_number, ask_again = excluded.ask_again,
       origin_pocket = excluded.origin_pocket, origin_lo = excluded.origin_lo,
       account = excluded.account, holding_kind = excluded.holding_kind,
       stoppable_until = excluded.stoppable_until, held_pocket = excluded.held_pocket,
       held_lo = excluded.held_lo, child_leg_id = excluded.child_leg_id,
       child_lo = excluded.child_lo
     where p is distinct from excluded`,
    [...columnsOf(legs), legs.map((leg) => leg.legId)],
  )
}

function columnsOf(legs: readonly PartsOfLeg[]): unknown[][] {
  const rows = legs.flatMap(({ legId, parts }) => parts.map((part) => ({ legId, part })))
  return [
    rows.map((row) => row.legId),
    rows.map(({ part }) => part.lo),
    rows.map(({ part }) => part.amount),
    rows.map(({ part }) => part.bucket),
    rows.map(({ part }) => part.reason),
    rows.map(({ part }) => part.otherCase),
    rows.map(({ part }) => part.otherNumber),
    rows.map(({ part }) => part.askAgain),
    rows.map(({ part }) => part.originPocket),
    rows.map(({ part }) => part.originLo),
    rows.map(({ part }) => part.account),
    rows.map(({ part }) => part.holdingKind),
    rows.map(({ part }) => part.stoppableUntil),
    rows.map(({ part }) => part.heldPocket),
    rows.map(({ part }) => part.heldLo),
    rows.map(({ part }) => part.childLegId),
    rows.map(({ part }) => part.childLo),
  ]
}

/** A leg that a question about parts has found, with its case, which is locked before its parts. */
export interface FoundLeg {
  readonly legId: string
  readonly caseId: string
}

interface FoundRow extends Record<string, unknown> {
  leg_id: string
  case_id: string
}

async function findByPart(
  ctx: Ctx,
  where: string,
  values: readonly unknown[],
): Promise<FoundLeg[]> {
  const found = await ctx.tx.query<FoundRow>(
    `select distinct leg.leg_id, leg.case_id, leg.opened_at from recall.part
     join recall.leg on leg.leg_id = part.leg_id
     where ${where} order by leg.opened_at, leg.leg_id`,
    values,
  )
  return found.rows.map((row) => ({ legId: row.leg_id, caseId: row.case_id }))
}

/** The legs that hold value which was carved out of an account. */
export function listLegsHoldingFrom(ctx: Ctx, account: string): Promise<FoundLeg[]> {
  return findByPart(ctx, `part.account = $1 and part.bucket = 'held'`, [account])
}

/** The legs that wait for a transfer which has not arrived, the oldest first. */
export function listLegsAwaiting(ctx: Ctx, transferId: string): Promise<FoundLeg[]> {
  return findByPart(
    ctx,
    `leg.transfer_id = $1 and leg.role = 'assignee' and part.bucket = 'awaited'`,
    [transferId],
  )
}

/** The legs that came second to a case and might come first now. */
export function listLegsBehind(ctx: Ctx, caseId: string): Promise<FoundLeg[]> {
  return findByPart(ctx, `part.other_case = $1 and part.bucket = 'gone' and not part.ask_again`, [
    caseId,
  ])
}
