import { type Amount, amount, type Ctx } from '@modosu/kernel'
import type { Range } from '../leg/parts.ts'
import { rangesFromJson, rangesToJson } from './leg.ts'

/**
 * `payment`: value for goods. `refund`: a merchant gives it back. `return`: a claim brings it back.
 * `give_back`: a wrong return goes down again. `stop`: says that a transfer will never be taken.
 */
export type TransferKind = 'payment' | 'refund' | 'return' | 'give_back' | 'stop'

/** Value on its way between two companies, or arrived, or refused for ever. */
export interface Transfer {
  readonly transferId: string
  readonly direction: 'out' | 'in'
  readonly neighbour: string
  readonly kind: TransferKind
  readonly amount: Amount
  readonly unit: string
  /** What a payment pays: the payment request. */
  readonly reference: string | null
  /** Of a return: the leg it answers. */
  readonly legId: string | null
  /** Of a return or refund: the transfer that it gives back, and which offsets of it. */
  readonly originalTransferId: string | null
  readonly offsets: readonly Range[]
  readonly state: 'sent' | 'credited' | 'refused'
  readonly at: Date
}

interface TransferRow extends Record<string, unknown> {
  transfer_id: string
  direction: 'out' | 'in'
  neighbour: string
  kind: TransferKind
  amount: bigint
  unit: string
  reference: string | null
  leg_id: string | null
  original_transfer_id: string | null
  offsets: [string, string][]
  state: Transfer['state']
  at: Date
}

/** Two deliveries at the same moment: the second waits here and then finds the first's answer. */
export async function lockTransfer(ctx: Ctx, transferId: string): Promise<void> {
  await ctx.tx.query('select pg_advisory_xact_lock(hashtextextended($1, 8))', [transferId])
}

/** Several at once, always in one order; whoever also locks a case locks the transfers first. */
export async function lockTransfers(ctx: Ctx, transferIds: readonly string[]): Promise<void> {
  await ctx.tx.query(
    `select pg_advisory_xact_lock(hashtextextended(id, 8))
     from (select unnest($1::text[]) as id order by 1) as ids`,
    [[...new Set(transferIds)].sort()],
  )
}

export async function findTransfer(ctx: Ctx, transferId: string): Promise<Transfer | undefined> {
  return (await findTransfers(ctx, [transferId])).get(transferId)
}

/** The transfers with these ids, by id; what is not known is missing. */
export async function findTransfers(
  ctx: Ctx,
  transferIds: readonly string[],
): Promise<Map<string, Transfer>> {
  const found = await ctx.tx.query<TransferRow>(
    `select transfer_id, direction, neighbour, kind, amount, unit, reference, leg_id,
       original_transfer_id, offsets, state, at
     from recall.transfer where transfer_id = any($1)`,
    [transferIds],
  )
  return new Map(
    found.rows.map((row): [string, Transfer] => [
      row.transfer_id,
      {
        transferId: row.transfer_id,
        direction: row.direction,
        neighbour: row.neighbour,
        kind: row.kind,
        amount: amount(row.amount),
        unit: row.unit,
        reference: row.reference,
        legId: row.leg_id,
        originalTransferId: row.original_transfer_id,
        offsets: rangesFromJson(row.offsets),
        state: row.state,
        at: row.at,
      },
    ]),
  )
}

/** Of these transfers of ours the ones that were refused for ever, and as what they were booked back. */
export async function findBookedBack(
  ctx: Ctx,
  transferIds: readonly string[],
): Promise<Map<string, string>> {
  if (transferIds.length === 0) return new Map()
  const found = await ctx.tx.query<{ original: string; back: string }>(
    `select t.transfer_id as original, b.transfer_id as back
     from recall.transfer t
     join recall.transfer b on b.original_transfer_id = t.transfer_id and b.direction = 'in'
     where t.transfer_id = any($1) and t.direction = 'out' and t.state = 'refused'`,
    [transferIds],
  )
  return new Map(found.rows.map((row) => [row.original, row.back]))
}

export async function insertTransfer(ctx: Ctx, transfer: Transfer): Promise<void> {
  await ctx.tx.query(
    `insert into recall.transfer (transfer_id, direction, neighbour, kind, amount, unit, reference,
       leg_id, original_transfer_id, offsets, state, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      transfer.transferId,
      transfer.direction,
      transfer.neighbour,
      transfer.kind,
      transfer.amount,
      transfer.unit,
      transfer.reference,
      transfer.legId,
      transfer.originalTransferId,
      JSON.stringify(rangesToJson(transfer.offsets)),
      transfer.state,
      transfer.at,
    ],
  )
}

/** What became of a transfer of ours: once, and for ever. */
export async function setTransferState(
  ctx: Ctx,
  transferId: string,
  state: Transfer['state'],
): Promise<void> {
  await ctx.tx.query(
    `update recall.transfer set state = $2 where transfer_id = $1 and state = 'sent'`,
    [transferId, state],
  )
}
