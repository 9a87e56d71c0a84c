import type { Stage } from '../world/stage.ts'
import type { Bucket } from './buckets.ts'

type Digits = number

/** pocket, account, kind, owner, unit, mouth */
export type PocketRow = readonly [Digits, string, string, string | null, string, Digits | null]
/** transaction, source, offset, target, offset, amount, kind of transaction, case */
export type PostingRow = readonly [
  Digits,
  Digits,
  Digits,
  Digits,
  Digits,
  Digits,
  string,
  string | null,
]
/** transfer, direction, neighbour, kind, amount, clearing pocket, its offset, transaction */
export type LedgerTransferRow = readonly [
  string,
  'in' | 'out',
  string,
  string,
  Digits,
  Digits,
  Digits,
  Digits,
]

export interface LegRow {
  readonly leg_id: string
  readonly role: 'root' | 'assigner' | 'assignee'
  readonly case_id: string
  readonly neighbour: string | null
  readonly parent_leg_id: string | null
  readonly transfer_id: string | null
  readonly attempt: number
  readonly offsets: readonly (readonly [string, string])[]
  readonly unit: string
  readonly asked: Digits
  readonly stance: 'provisional' | 'confirmed' | 'withdrawn'
  readonly hold_until: string
  readonly revision: number
  readonly held: Digits
  readonly onward: Digits
  readonly gone: Digits
  readonly returned: Digits
  readonly released: Digits
  readonly usable: boolean
}

export interface PartRow {
  readonly leg_id: string
  readonly lo: Digits
  readonly amount: Digits
  readonly bucket: Bucket
  readonly reason: string | null
  readonly origin_pocket: Digits | null
  readonly origin_lo: Digits | null
  readonly account: string | null
  readonly held_pocket: Digits | null
  readonly held_lo: Digits | null
  readonly child_leg_id: string | null
  readonly child_lo: Digits | null
}

export interface RecallTransferRow {
  readonly transfer_id: string
  readonly direction: 'in' | 'out'
  readonly neighbour: string
  readonly kind: string
  readonly leg_id: string | null
  readonly original_transfer_id: string | null
  readonly offsets: readonly (readonly [string, string])[]
  readonly amount: Digits
  readonly state: 'sent' | 'credited' | 'refused'
}

export interface AppealRow {
  readonly appeal_id: string
  readonly leg_id: string
  readonly account: string
}

export interface ContestRow {
  readonly contest_id: string
  readonly case_id: string
  readonly other_case_id: string
}

/** What a company's database says: what is new in the ledger, and all of the recall. */
export interface Page {
  readonly pockets: readonly PocketRow[]
  readonly postings: readonly PostingRow[]
  readonly transfers: readonly LedgerTransferRow[]
  readonly legs: readonly LegRow[]
  readonly parts: readonly PartRow[]
  readonly moves: readonly RecallTransferRow[]
  /** Objections that nobody has heard yet. */
  readonly appeals: readonly AppealRow[]
  /** Value between two claims that nobody has decided about. */
  readonly contests: readonly ContestRow[]
}

const READ_PAGE = `
select json_build_object(
  'pockets', (select coalesce(json_agg(json_build_array(p.pocket_id, a.code, a.kind, a.owner, a.unit,
      p.mouth) order by p.pocket_id), '[]')
    from ledger.pocket p join ledger.account a on a.account_id = p.account_id
    where p.pocket_id > $1),
  'postings', (select coalesce(json_agg(json_build_array(g.txn_id, g.src, g.src_lo, g.dst, g.dst_lo,
      g.amount, t.kind, t.case_id) order by g.txn_id), '[]')
    from ledger.posting g join ledger.txn t on t.txn_id = g.txn_id where g.txn_id > $2),
  'transfers', (select coalesce(json_agg(json_build_array(x.transfer_id, x.direction, x.neighbour,
      x.kind, x.amount, x.clearing_pocket, x.clearing_lo, x.txn_id) order by x.txn_id), '[]')
    from ledger.transfer x where x.txn_id > $2),
  'legs', (select coalesce(json_agg(json_build_object('leg_id', l.leg_id, 'role', l.role,
      'case_id', l.case_id, 'neighbour', l.neighbour, 'parent_leg_id', l.parent_leg_id,
      'transfer_id', l.transfer_id, 'attempt', l.attempt, 'offsets', l.offsets, 'unit', l.unit,
      'asked', l.asked, 'stance', l.stance, 'hold_until', l.hold_until, 'revision', l.revision,
      'held', l.held, 'onward', l.onward, 'gone', l.gone, 'returned', l.returned,
      'released', l.released, 'usable', l.usable_at is not null)
      order by l.leg_id), '[]')
    from recall.leg l),
  'parts', (select coalesce(json_agg(json_build_object('leg_id', p.leg_id, 'lo', p.lo,
      'amount', p.amount, 'bucket', p.bucket, 'reason', p.reason,
      'origin_pocket', p.origin_pocket, 'origin_lo', p.origin_lo, 'account', p.account,
      'held_pocket', p.held_pocket, 'held_lo', p.held_lo, 'child_leg_id', p.child_leg_id,
      'child_lo', p.child_lo) order by p.leg_id, p.lo), '[]')
    from recall.part p),
  'moves', (select coalesce(json_agg(json_build_object('transfer_id', m.transfer_id,
      'direction', m.direction, 'neighbour', m.neighbour, 'kind', m.kind, 'leg_id', m.leg_id,
      'original_transfer_id', m.original_transfer_id, 'offsets', m.offsets, 'amount', m.amount,
      'state', m.state) order by m.transfer_id), '[]')
    from recall.transfer m),
  'appeals', (select coalesce(json_agg(json_build_object('appeal_id', a.appeal_id,
      'leg_id', a.leg_id, 'account', a.account) order by a.appeal_id), '[]')
    from recall.appeal a where a.decided_at is null),
  'contests', (select coalesce(json_agg(json_build_object('contest_id', c.contest_id,
      'case_id', c.case_id, 'other_case_id', c.other_case_id) order by c.contest_id), '[]')
    from recall.contest c where c.decided_at is null)) as page`

/** One look at everything that the checks need, since the last look at the ledger. */
export async function readPage(
  stage: Stage,
  since: { readonly pocket: number; readonly txn: number },
): Promise<Page> {
  const [row] = await stage.read<{ page: Page }>('sim_page', READ_PAGE, [since.pocket, since.txn])
  if (!row) throw new Error('a page that cannot be read')
  return row.page
}
