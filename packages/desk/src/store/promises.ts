import type { Ctx } from '@modosu/kernel'

/** `first_word` of a person to the owner, the `decision`, the `answer` to a neighbour. */
export type PromiseKind = 'first_word' | 'decision' | 'answer'

/** Why a promise was late: whose turn it was. */
export type LateReason = 'desk' | 'second_person' | 'seller' | 'partner' | 'owner'

export interface PromiseRow {
  readonly promiseId: string
  readonly caseId: string
  readonly kind: PromiseKind
  /** 0 for the first promise of its kind, one more each time that it was late. */
  readonly round: number
  readonly madeAt: Date
  readonly dueAt: Date
  readonly keptAt: Date | null
  readonly lateAt: Date | null
  readonly lateReason: LateReason | null
}

const COLUMNS = `promise_id as "promiseId", case_id as "caseId", kind, round, made_at as "madeAt",
  due_at as "dueAt", kept_at as "keptAt", late_at as "lateAt", late_reason as "lateReason"`

type Row = PromiseRow & Record<string, unknown>

export async function insertPromise(
  ctx: Ctx,
  promise: { promiseId: string; caseId: string; kind: PromiseKind; round: number; dueAt: Date },
): Promise<void> {
  await ctx.tx.query(
    `insert into desk.promise (promise_id, case_id, kind, round, made_at, due_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [promise.promiseId, promise.caseId, promise.kind, promise.round, ctx.now, promise.dueAt],
  )
}

export async function findPromise(ctx: Ctx, promiseId: string): Promise<PromiseRow | undefined> {
  const { rows } = await ctx.tx.query<Row>(
    `select ${COLUMNS} from desk.promise where promise_id = $1`,
    [promiseId],
  )
  return rows[0]
}

export async function findOpenPromise(
  ctx: Ctx,
  caseId: string,
  kind: PromiseKind,
): Promise<PromiseRow | undefined> {
  const { rows } = await ctx.tx.query<Row>(
    `select ${COLUMNS} from desk.promise
     where case_id = $1 and kind = $2 and kept_at is null and late_at is null`,
    [caseId, kind],
  )
  return rows[0]
}

export async function selectPromises(
  ctx: Ctx,
  caseId: string,
  limit: number,
): Promise<PromiseRow[]> {
  const { rows } = await ctx.tx.query<Row>(
    `select ${COLUMNS} from desk.promise where case_id = $1
     order by due_at, promise_id limit $2`,
    [caseId, limit],
  )
  return rows
}

/** Marks the open promise of a kind as kept; false when none is open. */
export async function keepPromise(ctx: Ctx, caseId: string, kind: PromiseKind): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `update desk.promise set kept_at = $3
     where case_id = $1 and kind = $2 and kept_at is null and late_at is null`,
    [caseId, kind, ctx.now],
  )
  return rowCount === 1
}

/** Brings an open promise forward. It never moves back: that would be breaking it quietly. */
export async function tightenPromise(ctx: Ctx, promiseId: string, dueAt: Date): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `update desk.promise set due_at = $2
     where promise_id = $1 and due_at > $2 and kept_at is null and late_at is null`,
    [promiseId, dueAt],
  )
  return rowCount === 1
}

export async function markPromiseLate(
  ctx: Ctx,
  promiseId: string,
  reason: LateReason,
): Promise<void> {
  await ctx.tx.query(
    `update desk.promise set late_at = $2, late_reason = $3
     where promise_id = $1 and kept_at is null and late_at is null`,
    [promiseId, ctx.now, reason],
  )
}

/** Its clock stood still: the promise is due at a later time. */
export async function updatePromiseDue(ctx: Ctx, promiseId: string, dueAt: Date): Promise<void> {
  await ctx.tx.query(
    `update desk.promise set due_at = $2
     where promise_id = $1 and kept_at is null and late_at is null`,
    [promiseId, dueAt],
  )
}
