import { addHours, type Ctx } from '@modosu/kernel'
import type { Leg } from '../leg/leg.ts'
import type { Bucket, Part } from '../leg/parts.ts'
import { mergeRanges } from '../leg/ranges.ts'
import { rangesToJson } from '../store/leg.ts'
import type { ReportMessage, ToldBucket } from '../wire/messages.ts'

const TOLD_AS: Readonly<Record<Bucket, ToldBucket>> = {
  awaited: 'awaited',
  held: 'held',
  onward: 'onward',
  no_answer: 'noAnswer',
  gone: 'gone',
  returned: 'returned',
  released: 'released',
}

/** The bucket that a neighbour's word means. */
export const BUCKET_OF: Readonly<Record<ToldBucket, Bucket>> = {
  awaited: 'awaited',
  held: 'held',
  onward: 'onward',
  noAnswer: 'no_answer',
  gone: 'gone',
  returned: 'returned',
  released: 'released',
}

const NEXT_UPDATE_HOURS = 24
/** Holdings that are told one by one. */
const HOLDINGS_EACH_MAX = 1_000

/** A holder's objection, as it is told. */
export type ToldAppeal = ReportMessage['appeal']

/** The leg's report as it goes over the wire: for every offset the bucket that it is in. */
export function reportOf(
  ctx: Ctx,
  leg: Leg,
  parts: readonly Part[],
  appeal: ToldAppeal = null,
): ReportMessage {
  const rangesOf = (chosen: (part: Part) => boolean) =>
    rangesToJson(mergeRanges(parts.filter(chosen)))
  const rangesIn = (told: ToldBucket) => rangesOf((part) => TOLD_AS[part.bucket] === told)
  return {
    leg: leg.legId,
    revision: leg.revision,
    stanceSeen: leg.stance,
    offsets: {
      awaited: rangesIn('awaited'),
      held: rangesIn('held'),
      onward: rangesIn('onward'),
      noAnswer: rangesIn('noAnswer'),
      gone: rangesIn('gone'),
      returned: rangesIn('returned'),
      released: rangesIn('released'),
    },
    holdings: holdingsOf(parts),
    askAgain: rangesOf((part) => part.askAgain),
    holdUntil: leg.holdUntil.toISOString(),
    decisionDue: leg.settledAt ? null : (leg.decisionDue?.toISOString() ?? null),
    appeal,
    nextUpdateDue: addHours(ctx.now, NEXT_UPDATE_HOURS).toISOString(),
    beyond: {
      held: String(leg.beyond.held),
      returned: String(leg.beyond.returned),
      gone: String(leg.beyond.gone),
    },
  }
}

type ToldHolding = ReportMessage['holdings'][number]

/** For people: what holds how much; pieces that would be told alike are told once. */
function holdingsOf(parts: readonly Part[]): ToldHolding[] {
  const told = new Map<string, ToldHolding & { total: bigint }>()
  for (const part of parts) {
    const holding = {
      kind: kindOf(part),
      bucket: TOLD_AS[part.bucket],
      stoppableUntil: part.stoppableUntil?.toISOString() ?? null,
      reason: part.reason,
      otherCase: part.otherNumber,
    }
    // Past so many it is the kind that counts, not each order's own last moment.
    const { stoppableUntil: _, ...kind } = holding
    const key = JSON.stringify(told.size < HOLDINGS_EACH_MAX ? holding : kind)
    const total = (told.get(key)?.total ?? 0n) + part.amount
    told.set(key, { ...holding, amount: String(total), total })
  }
  return [...told.values()].map(({ total: _, ...holding }) => holding)
}

/** What the value is called by whoever holds it; never which account or whose. */
function kindOf(part: Part): string {
  return part.holdingKind ?? (part.childLegId ? 'neighbour' : 'transfer')
}
