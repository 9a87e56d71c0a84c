import { type Bucket, type Part, partsWithin, patchParts, type Range } from '../leg/parts.ts'
import { rangesFromJson } from '../store/leg.ts'
import type { ReportMessage, ToldBucket } from '../wire/messages.ts'
import { BUCKET_OF } from './report-of.ts'

/** What a child's word may change of its parent; everything else waits for the value itself. */
const HEARD: readonly ToldBucket[] = ['noAnswer', 'gone', 'released']
/** Where the parent still goes by what the child says. */
const WAITING: readonly Bucket[] = ['onward', 'no_answer']

/**
 * The parts of a parent after reports of its child legs: gone is gone here too, silence behind is
 * silence, what was let go is let go. `returned` changes nothing until the value has come.
 */
export function applyReports(
  parts: readonly Part[],
  reports: ReadonlyMap<string, ReportMessage>,
): Part[] {
  const concerned = parts.filter((part) => part.childLegId !== null && reports.has(part.childLegId))
  return concerned.reduce<Part[]>(
    (next, part) => {
      const report = reports.get(part.childLegId ?? '')
      return report ? applyReport(next, part, report) : next
    },
    [...parts],
  )
}

function applyReport(parts: Part[], part: Part, report: ReportMessage): Part[] {
  let next = parts
  if (WAITING.includes(part.bucket)) {
    for (const told of HEARD) {
      const bucket = BUCKET_OF[told]
      if (bucket === part.bucket) continue
      for (const piece of piecesIn(part, report.offsets[told])) {
        next = patchParts(next, piece, () => ({ bucket, ...whyOf(report, told) }))
      }
    }
  }
  for (const piece of piecesIn(part, report.askAgain)) {
    for (const now of partsWithin(next, piece)) {
      if (now.bucket === 'gone' && !now.askAgain) {
        next = patchParts(next, now, () => ({ askAgain: true }))
      }
    }
  }
  return next
}

function piecesIn(part: Part, ranges: ReportMessage['askAgain']): Part[] {
  const { childLegId } = part
  if (childLegId === null) return []
  return rangesFromJson(ranges).flatMap((range) => piecesOfChild([part], childLegId, range))
}

/** The parts of the parent that stand for these offsets of the child's transfer. */
export function piecesOfChild(parts: readonly Part[], childLegId: string, offsets: Range): Part[] {
  return parts.flatMap((part) => {
    if (part.childLegId !== childLegId || part.childLo === null) return []
    const by = part.childLo - part.lo
    return partsWithin([part], { lo: offsets.lo - by, amount: offsets.amount })
  })
}

function whyOf(report: ReportMessage, told: ToldBucket): Pick<Part, 'reason' | 'otherNumber'> {
  const holding = report.holdings.find((one) => one.bucket === told)
  const without = told === 'gone' ? 'NOAS' : told === 'noAnswer' ? 'NOOR' : null
  return { reason: holding?.reason ?? without, otherNumber: holding?.otherCase ?? null }
}
