import type { Ctx } from '@modosu/kernel'

export type Evidence = 'press' | 'machine'

/** Amounts of a claim by bucket, in points. */
export interface Buckets {
  readonly stolen: bigint
  readonly held: bigint
  readonly onward: bigint
  readonly gone: bigint
  readonly returned: bigint
  readonly released: bigint
}

/** A case as this company's desk keeps it. */
export interface CaseFile extends Buckets {
  readonly caseId: string
  readonly caseNumber: string
  readonly originCaseId: string
  /** The neighbour whose case it is; null for our own member's. */
  readonly askedBy: string | null
  readonly ownerId: string | null
  readonly evidence: Evidence | null
  readonly via: string | null
  readonly openedAt: Date
  readonly verifiedAt: Date | null
  readonly givenBackAt: Date | null
  readonly settledAt: Date | null
  readonly closedAt: Date | null
  /** An order is held that is known not to be shipped. */
  readonly unshipped: boolean
  /** An order is held, shipped or not. */
  readonly inEscrow: boolean
  /** What the claim follows now; null while nobody has decided about all of it. */
  readonly decided: Decided | null
}

/** Withdrawing ends what was decided before; so does taking a return back. */
export type Decided = 'return' | 'withdraw'

const COLUMNS = `case_id as "caseId", case_number as "caseNumber",
  origin_case_id as "originCaseId", asked_by as "askedBy", owner_id as "ownerId", evidence, via,
  opened_at as "openedAt", verified_at as "verifiedAt", given_back_at as "givenBackAt",
  settled_at as "settledAt", closed_at as "closedAt",
  stolen, held, onward, gone, returned, released, unshipped, in_escrow as "inEscrow",
  decided`

type CaseRow = CaseFile & Record<string, unknown>

/** A case that is new to this desk. */
export interface NewCaseFile extends Buckets {
  readonly caseId: string
  readonly caseNumber: string
  readonly originCaseId: string
  readonly askedBy: string | null
  readonly ownerId: string | null
  readonly evidence: Evidence | null
  readonly via: string | null
}

/** Writes a new case; false when the desk has it already. */
export async function insertCaseFile(ctx: Ctx, file: NewCaseFile): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `insert into desk.case_file (case_id, case_number, origin_case_id, asked_by, owner_id, evidence,
       via, opened_at, stolen, held, onward, gone, returned, released, unshipped,
       in_escrow)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, false, false)
     on conflict do nothing`,
    [
      file.caseId,
      file.caseNumber,
      file.originCaseId,
      file.askedBy,
      file.ownerId,
      file.evidence,
      file.via,
      ctx.now,
      file.stolen,
      file.held,
      file.onward,
      file.gone,
      file.returned,
      file.released,
    ],
  )
  return rowCount === 1
}

export async function findCaseFile(ctx: Ctx, caseId: string): Promise<CaseFile | undefined> {
  const { rows } = await ctx.tx.query<CaseRow>(
    `select ${COLUMNS} from desk.case_file where case_id = $1`,
    [caseId],
  )
  return rows[0]
}

/** Reads a case and keeps every other writer of it waiting until this transaction ends. */
export async function lockCaseFile(ctx: Ctx, caseId: string): Promise<CaseFile | undefined> {
  const { rows } = await ctx.tx.query<CaseRow>(
    `select ${COLUMNS} from desk.case_file where case_id = $1 for update`,
    [caseId],
  )
  return rows[0]
}

/** Reads and locks our part of a neighbour's case by the id that the neighbour gave it. */
export async function lockPartnerCase(
  ctx: Ctx,
  origin: { askedBy: string; originCaseId: string },
): Promise<CaseFile | undefined> {
  const { rows } = await ctx.tx.query<CaseRow>(
    `select ${COLUMNS} from desk.case_file
     where asked_by = $1 and origin_case_id = $2 for update`,
    [origin.askedBy, origin.originCaseId],
  )
  return rows[0]
}

export async function updateBuckets(
  ctx: Ctx,
  file: Buckets & { caseId: string; unshipped: boolean; inEscrow: boolean },
): Promise<void> {
  await ctx.tx.query(
    `update desk.case_file
     set stolen = $2, held = $3, onward = $4, gone = $5, returned = $6, released = $7,
       unshipped = $8, in_escrow = $9
     where case_id = $1`,
    [
      file.caseId,
      file.stolen,
      file.held,
      file.onward,
      file.gone,
      file.returned,
      file.released,
      file.unshipped,
      file.inEscrow,
    ],
  )
}

/** Writes what people, or the owner, have decided; the claim follows it. */
export async function updateDecided(ctx: Ctx, caseId: string, decided: Decided): Promise<void> {
  await ctx.tx.query('update desk.case_file set decided = $2 where case_id = $1', [caseId, decided])
}

/** Something was added to the claim: it is open again, and nobody has decided about all of it. */
export async function reopenClaim(ctx: Ctx, caseId: string): Promise<void> {
  await ctx.tx.query(
    `update desk.case_file set decided = null, settled_at = null
     where case_id = $1 and closed_at is null`,
    [caseId],
  )
}

/** What the owner proved himself by turned out to be planted: nobody is verified any more. */
export async function clearVerified(ctx: Ctx, caseId: string): Promise<void> {
  await ctx.tx.query(
    `update desk.case_file set verified_at = null where case_id = $1 and given_back_at is null`,
    [caseId],
  )
}

/** The records show more than the press did; evidence does not become less. */
export async function raiseEvidence(ctx: Ctx, caseId: string): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `update desk.case_file set evidence = 'machine' where case_id = $1 and evidence = 'press'`,
    [caseId],
  )
  return rowCount === 1
}

/** The files of cases by the id that the company which opened them gave; its own and parts. */
export async function findCaseIds(ctx: Ctx, originCaseIds: readonly string[]): Promise<string[]> {
  const { rows } = await ctx.tx.query<{ caseId: string }>(
    `select case_id as "caseId" from desk.case_file where origin_case_id = any($1)
     order by case_id`,
    [originCaseIds],
  )
  return rows.map((row) => row.caseId)
}

/** Writes the times that are not written yet; a time that stands is never replaced. */
export async function updateTimes(
  ctx: Ctx,
  file: {
    caseId: string
    verifiedAt: Date | null
    givenBackAt: Date | null
    settledAt: Date | null
    closedAt: Date | null
  },
): Promise<void> {
  await ctx.tx.query(
    `update desk.case_file
     set verified_at = coalesce(verified_at, $2), given_back_at = coalesce(given_back_at, $3),
       settled_at = coalesce(settled_at, $4), closed_at = coalesce(closed_at, $5)
     where case_id = $1`,
    [file.caseId, file.verifiedAt, file.givenBackAt, file.settledAt, file.closedAt],
  )
}

/** A case in the queue, with its nearest open promise. */
export interface QueuedCase extends CaseFile {
  readonly promiseKind: string | null
  readonly promiseDueAt: Date | null
  readonly promiseRound: number | null
  readonly waiting: boolean
  readonly taskKind: string | null
  readonly taskDueAt: Date | null
  readonly tasks: number
}

/** Where a page of the queue begins: after this case at this due time. */
export interface QueuePlace {
  readonly dueAt: string
  readonly caseId: string
}

/**
 * The queue, what is due first: the nearest promise or task of each case; cases with neither come
 * last, by age. One index lookup a case for each of them; at 5,000 open cases a page is a sort of
 * 5,000 rows, which is well under what a page may take.
 */
export async function selectQueue(
  ctx: Ctx,
  filter: {
    state: 'open' | 'closed' | 'all'
    caseNumber: string | null
    ownerId: string | null
    after: QueuePlace | null
    limit: number
  },
): Promise<QueuedCase[]> {
  const { rows } = await ctx.tx.query<QueuedCase & Record<string, unknown>>(
    `with listed as (
       select ${COLUMNS}, next.kind as "promiseKind", next.due_at as "promiseDueAt",
         next.round as "promiseRound", task.kind as "taskKind", task.due_at as "taskDueAt",
         coalesce(task.open, 0)::integer as tasks,
         least(coalesce(next.due_at, 'infinity'::timestamptz),
           coalesce(task.due_at, 'infinity'::timestamptz)) as place,
         exists (select 1 from desk.decision d
                 where d.case_id = f.case_id and d.state = 'awaiting_second') as waiting
       from desk.case_file f
       left join lateral (
         select p.kind, p.due_at, p.round from desk.promise p
         where p.case_id = f.case_id and p.kept_at is null and p.late_at is null
         order by p.due_at limit 1) next on true
       left join lateral (
         select t.kind, t.due_at, count(*) over () as open from desk.task t
         where t.case_id = f.case_id and t.done_at is null
         order by t.due_at limit 1) task on true
       where ($1 = 'all' or (f.closed_at is null) = ($1 = 'open'))
         and ($2::text is null or f.case_number = $2)
         and ($3::text is null or f.owner_id = $3))
     select "caseId", "caseNumber", "originCaseId", "askedBy", "ownerId", evidence, via, "openedAt",
       "verifiedAt", "givenBackAt", "settledAt", "closedAt", stolen, held, onward, gone, returned,
       released, unshipped, "inEscrow", decided, "promiseKind", "promiseDueAt", "promiseRound",
       "taskKind", "taskDueAt", tasks, waiting
     from listed
     where $4::timestamptz is null or (place, "caseId") > ($4::timestamptz, $5)
     order by place, "caseId"
     limit $6`,
    [
      filter.state,
      filter.caseNumber,
      filter.ownerId,
      filter.after?.dueAt ?? null,
      filter.after?.caseId ?? null,
      filter.limit,
    ],
  )
  return rows
}
