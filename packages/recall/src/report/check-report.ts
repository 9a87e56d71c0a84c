import type { RecallError } from '../errors.ts'
import type { Leg } from '../leg/leg.ts'
import { mayHaveBecome, type Range } from '../leg/parts.ts'
import { mergeRanges } from '../leg/ranges.ts'
import { rangesFromJson, rangesToJson } from '../store/leg.ts'
import type { ReportMessage, ToldBucket } from '../wire/messages.ts'
import { BUCKET_OF } from './report-of.ts'

const BUCKETS = Object.keys(BUCKET_OF) as ToldBucket[]

/** Offsets that a report puts into one bucket. */
interface Told extends Range {
  readonly bucket: ToldBucket
}

/**
 * Whether a report can be true: it is about a leg of ours with this neighbour, names every offset
 * once and no other, and no offset went back to a bucket that it had left.
 *
 * Refusals in order: recall/unknown_leg, recall/amount_mismatch, recall/contradiction.
 */
export function checkReport(
  leg: Leg | undefined,
  neighbour: string,
  report: ReportMessage,
): RecallError | undefined {
  if (leg?.role !== 'assigner' || leg.neighbour !== neighbour) return { code: 'recall/unknown_leg' }
  // What is older changes nothing, and so it need not fit either.
  if (report.revision <= leg.revision) return undefined
  const told = toldIn(report)
  if (!told || !covers(told, leg.offsets)) return { code: 'recall/amount_mismatch' }
  if (isBeyondMeasure(told, report)) return { code: 'recall/amount_mismatch' }
  const before = leg.report ? toldIn(leg.report as ReportMessage) : undefined
  if (before && goesBack(before, told)) return { code: 'recall/contradiction' }
  return undefined
}

/** Every range of a report in the order of its offsets; `undefined` when one is empty or overlaps. */
function toldIn(report: ReportMessage): Told[] | undefined {
  for (const bucket of BUCKETS) {
    if (report.offsets[bucket].some(([lo, hi]) => BigInt(lo) >= BigInt(hi))) return undefined
  }
  const told = BUCKETS.flatMap((bucket) =>
    rangesFromJson(report.offsets[bucket]).map((range): Told => ({ ...range, bucket })),
  ).sort((a, b) => (a.lo < b.lo ? -1 : 1))
  const overlaps = told.some((range, i) => {
    const before = told[i - 1]
    return before !== undefined && before.lo + before.amount > range.lo
  })
  return overlaps ? undefined : told
}

/** True when more is told of what is further away than has gone on. */
function isBeyondMeasure(told: readonly Told[], { beyond }: ReportMessage): boolean {
  const onward = told.reduce(
    (sum, range) => (range.bucket === 'onward' ? sum + range.amount : sum),
    0n,
  )
  return BigInt(beyond.held) + BigInt(beyond.returned) + BigInt(beyond.gone) > onward
}

/** True when the told ranges, which are apart, are exactly the asked ones. */
function covers(told: readonly Told[], asked: readonly Range[]): boolean {
  const a = JSON.stringify(rangesToJson(mergeRanges(told)))
  return a === JSON.stringify(rangesToJson(mergeRanges(asked)))
}

/** Both in order: walks them side by side and looks at every move of every offset. */
function goesBack(before: readonly Told[], now: readonly Told[]): boolean {
  let i = 0
  let j = 0
  for (;;) {
    const was = before[i]
    const is = now[j]
    if (!was || !is) return false
    const overlap = was.lo < is.lo + is.amount && is.lo < was.lo + was.amount
    if (overlap && !mayHaveBecome(BUCKET_OF[was.bucket], BUCKET_OF[is.bucket])) return true
    if (was.lo + was.amount <= is.lo + is.amount) i += 1
    else j += 1
  }
}
