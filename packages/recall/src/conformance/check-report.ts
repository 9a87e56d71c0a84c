import type { AskMessage, ReportMessage, ToldBucket } from '../wire/messages.ts'
import { expect, same, show } from './rule.ts'

type Ranges = AskMessage['offsets']

const FINAL: readonly ToldBucket[] = ['returned', 'released']

/** Every rule of a report by itself and against the one before it. */
export function checkReport(
  ask: AskMessage,
  before: ReportMessage | undefined,
  report: ReportMessage,
): void {
  expect(report.leg === ask.leg, `the report is about ${report.leg}`)
  const told = Object.values(report.offsets).flat()
  expect(
    told.every(([lo, hi]) => BigInt(lo) < BigInt(hi)),
    `a range is empty or turned around: ${show(report.offsets)}`,
  )
  expect(
    sameUnits(told, ask.offsets),
    `the lists do not cover ${show(ask.offsets)} exactly, each offset once: ${show(report.offsets)}`,
  )
  if (!before) return
  expect(
    report.revision >= before.revision,
    `revision ${report.revision} came after ${before.revision}`,
  )
  if (report.revision === before.revision) {
    expect(same(report.offsets, before.offsets), `revision ${report.revision} says two things`)
  }
  for (const bucket of FINAL) {
    const kept = before.offsets[bucket].every((range) => isWithin(range, report.offsets[bucket]))
    expect(kept, `what was ${bucket} is not any more: ${show(report.offsets)}`)
  }
}

export function amountIn(ranges: Ranges): bigint {
  return ranges.reduce((sum, [lo, hi]) => sum + BigInt(hi) - BigInt(lo), 0n)
}

/** Same units, each once: the same total, and in order without overlap the same joined ranges. */
function sameUnits(told: Ranges, asked: Ranges): boolean {
  return same(join(told), join(asked)) && amountIn(told) === amountIn(asked)
}

function isWithin([lo, hi]: Ranges[number], homes: Ranges): boolean {
  return join(homes).some(([from, to]) => BigInt(from) <= BigInt(lo) && BigInt(hi) <= BigInt(to))
}

function join(ranges: Ranges): Ranges {
  const sorted = [...ranges].sort(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1))
  const joined: Ranges = []
  for (const [lo, hi] of sorted) {
    const last = joined.at(-1)
    if (last && BigInt(lo) <= BigInt(last[1])) {
      joined[joined.length - 1] = [last[0], BigInt(hi) > BigInt(last[1]) ? hi : last[1]]
    } else {
      joined.push([lo, hi])
    }
  }
  return joined
}
