import { type Amount, amount, assert } from '@modosu/kernel'
import type { Reason } from '../wire/messages.ts'

/** Where an offset of a leg is, as the assignee knows it. */
export type Bucket = 'awaited' | 'held' | 'onward' | 'no_answer' | 'gone' | 'returned' | 'released'

/** Offsets `[lo, lo + amount)` of a leg that share one place. */
export interface Part {
  readonly lo: bigint
  readonly amount: Amount
  readonly bucket: Bucket
  /** Why it is there. */
  readonly reason: Reason | null
  /** The case that has it, where this claim came second. */
  readonly otherCase: string | null
  readonly otherNumber: string | null
  /** The other claim let go: a second attempt is worth it. */
  readonly askAgain: boolean
  /** The span of the pocket where these offsets entered our view: the transfer's, or the owner's. */
  readonly originPocket: bigint | null
  readonly originLo: bigint | null
  /** The account the value was carved out of. */
  readonly account: string | null
  /** What its holder calls it, and until when it could be stopped. */
  readonly holdingKind: string | null
  readonly stoppableUntil: Date | null
  /** Where it rests in the case account. */
  readonly heldPocket: bigint | null
  readonly heldLo: bigint | null
  /** The leg that follows it to the next company, and the offset there. */
  readonly childLegId: string | null
  readonly childLo: bigint | null
}

/** A half-open range of offsets. */
export interface Range {
  readonly lo: bigint
  readonly amount: Amount
}

/**
 * Which bucket may follow which. `returned` and `released` are absorbing; value that comes back
 * from below may turn `gone` and `no_answer` into `held` again.
 */
const MAY_BECOME: Readonly<Record<Bucket, readonly Bucket[]>> = {
  awaited: ['held', 'onward', 'gone', 'returned', 'released'],
  held: ['returned', 'gone', 'released'],
  onward: ['held', 'gone', 'no_answer', 'released'],
  no_answer: ['held', 'gone', 'released'],
  gone: ['held', 'returned'],
  returned: [],
  released: [],
}

export type PartPatch = Partial<Omit<Part, 'lo' | 'amount'>>

/**
 * Changes the place of the offsets in `range`; parts that stick out are cut. A move that the table
 * does not allow is a bug and stops the transaction.
 */
export function patchParts(
  parts: readonly Part[],
  range: Range,
  patchOf: (piece: Part) => PartPatch,
): Part[] {
  let patched = 0n
  const next = parts.flatMap((part): Part[] => {
    const from = part.lo > range.lo ? part.lo : range.lo
    const to = minOf(part.lo + part.amount, range.lo + range.amount)
    if (from >= to) return [part]
    patched += to - from
    const piece = cutPart(part, from, to)
    const patch = patchOf(piece)
    const bucket = patch.bucket ?? piece.bucket
    assert(
      bucket === piece.bucket || MAY_BECOME[piece.bucket].includes(bucket),
      `bucket ${piece.bucket} may not become ${bucket}`,
    )
    return [
      ...(from > part.lo ? [cutPart(part, part.lo, from)] : []),
      { ...piece, ...patch },
      ...(to < part.lo + part.amount ? [cutPart(part, to, part.lo + part.amount)] : []),
    ]
  })
  assert(patched === range.amount, `offsets ${range.lo}+${range.amount} are not all of this leg`)
  return next
}

/** The piece `[from, to)` of a part, with every place moved along by the same distance. */
function cutPart(part: Part, from: bigint, to: bigint): Part {
  const by = from - part.lo
  const moved = (place: bigint | null) => (place === null ? null : place + by)
  return {
    ...part,
    lo: from,
    amount: amount(to - from),
    originLo: moved(part.originLo),
    heldLo: moved(part.heldLo),
    childLo: moved(part.childLo),
  }
}

/** The parts that cover `range`, cut to it. */
export function partsWithin(parts: readonly Part[], range: Range): Part[] {
  return parts.flatMap((part) => {
    const from = part.lo > range.lo ? part.lo : range.lo
    const to = minOf(part.lo + part.amount, range.lo + range.amount)
    return from < to ? [cutPart(part, from, to)] : []
  })
}

/** The five amounts that a leg is told in: awaited counts as held, no_answer as gone. */
export interface BucketAmounts {
  readonly held: Amount
  readonly onward: Amount
  readonly gone: Amount
  readonly returned: Amount
  readonly released: Amount
}

export function sumBuckets(parts: readonly Part[]): BucketAmounts {
  const sum = (...buckets: Bucket[]) =>
    amount(parts.reduce((total, p) => (buckets.includes(p.bucket) ? total + p.amount : total), 0n))
  return {
    held: sum('held', 'awaited'),
    onward: sum('onward'),
    gone: sum('gone', 'no_answer'),
    returned: sum('returned'),
    released: sum('released'),
  }
}

/** Past a limit of the contract, or refused by the next company: it stays onward, unfollowed. */
const UNFOLLOWED: readonly (Reason | null)[] = ['LHOP', 'LFAN', 'LAGE', 'LMIN', 'RFSD']

/** True for what moved on and is not followed any more. */
export function isUnfollowed(part: Part): boolean {
  return part.bucket === 'onward' && UNFOLLOWED.includes(part.reason)
}

/** True when nothing of the leg is open any more. */
export function isSettled(parts: readonly Part[]): boolean {
  return parts.every(
    (part) => ['gone', 'returned', 'released'].includes(part.bucket) || isUnfollowed(part),
  )
}

/**
 * True when an offset may have gone from one bucket to another in some number of moves: a neighbour's
 * report may have skipped revisions, and nothing may have gone back.
 */
export function mayHaveBecome(from: Bucket, to: Bucket): boolean {
  const seen = new Set<Bucket>([from])
  for (const bucket of seen) for (const next of MAY_BECOME[bucket]) seen.add(next)
  return seen.has(to)
}

function minOf(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
