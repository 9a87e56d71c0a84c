import { amount, type Ctx } from '@modosu/kernel'
import type { Beyond, Leg } from '../leg/leg.ts'
import type { Part, Range } from '../leg/parts.ts'
import { listAnsweredLegs, rangesFromJson } from '../store/leg.ts'
import type { ReportMessage, ToldBucket } from '../wire/messages.ts'
import { piecesOfChild } from './apply-reports.ts'

/** Which word of a neighbour counts as what. */
const COUNTED = {
  held: ['held', 'awaited'],
  returned: ['returned'],
  gone: ['gone', 'noAnswer'],
} as const satisfies Record<keyof Beyond, readonly ToldBucket[]>

export const NOTHING_BEYOND: Beyond = { held: amount(0n), returned: amount(0n), gone: amount(0n) }

/**
 * What is known of value that has moved on from these legs, over all companies behind: what the next
 * one has itself, and the figures that it tells of those behind it. A word that is older than what has
 * come back meanwhile counts only where value is still onward, so the figures never exceed it.
 * `answers` are words that have come just now and are not written yet.
 */
export async function beyondOfLegs(
  ctx: Ctx,
  legs: readonly { readonly leg: Leg; readonly parts: readonly Part[] }[],
  answers: readonly Leg[],
): Promise<Map<string, Beyond>> {
  const moved = legs.flatMap(({ leg, parts }) => {
    // Nobody has answered yet about what was only just found.
    if (leg.revision === 0) return []
    const onward = parts.filter((part) => part.bucket === 'onward' && part.childLegId !== null)
    return onward.length === 0 ? [] : [{ legId: leg.legId, onward }]
  })
  if (moved.length === 0) return new Map()
  const parents = moved.map(({ legId }) => legId)
  const told = new Set(answers.map((leg) => leg.legId))
  const earlier = await listAnsweredLegs(ctx, parents)
  const children = [...answers, ...earlier.filter((leg) => !told.has(leg.legId))]
  return new Map(moved.map(({ legId, onward }) => [legId, beyondOf(legId, onward, children)]))
}

function beyondOf(legId: string, onward: readonly Part[], children: readonly Leg[]): Beyond {
  const byChild = new Map<string, Part[]>()
  for (const part of onward) {
    const known = byChild.get(part.childLegId ?? '')
    if (known) known.push(part)
    else byChild.set(part.childLegId ?? '', [part])
  }
  let total = NOTHING_BEYOND
  for (const child of children) {
    const parts = byChild.get(child.legId)
    if (child.parentLegId === legId && parts) total = add(total, beyondOfChild(child, parts))
  }
  return total
}

function beyondOfChild(child: Leg, parts: readonly Part[]): Beyond {
  const { offsets, beyond } = child.report as ReportMessage
  const standing = (ranges: readonly Range[]) =>
    ranges
      .flatMap((range) => piecesOfChild(parts, child.legId, range))
      .reduce((sum, piece) => sum + piece.amount, 0n)
  const there = (words: readonly ToldBucket[]) =>
    words.reduce((sum, word) => sum + standing(rangesFromJson(offsets[word])), 0n)
  let left = standing(rangesFromJson(offsets.onward))
  const further = (figure: string) => {
    const wanted = BigInt(figure)
    const taken = wanted < left ? wanted : left
    left -= taken
    return taken
  }
  return {
    held: amount(there(COUNTED.held) + further(beyond.held)),
    returned: amount(there(COUNTED.returned) + further(beyond.returned)),
    gone: amount(there(COUNTED.gone) + further(beyond.gone)),
  }
}

function add(a: Beyond, b: Beyond): Beyond {
  return {
    held: amount(a.held + b.held),
    returned: amount(a.returned + b.returned),
    gone: amount(a.gone + b.gone),
  }
}
