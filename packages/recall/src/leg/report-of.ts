import { addHours, type Ctx } from '@modosu/kernel'
import { rangesToJson } from '../store/leg.ts'
import type { ReportMessage } from '../wire/messages.ts'
import type { Leg } from './leg.ts'
import { mergeRanges } from './open-child-legs.ts'
import type { Bucket, Part } from './parts.ts'

/** How a bucket is told: awaited counts as held, no_answer as gone. */
const TOLD_AS: Readonly<Record<Bucket, keyof ReportMessage['offsets']>> = {
  awaited: 'held',
  held: 'held',
  onward: 'onward',
  no_answer: 'gone',
  gone: 'gone',
  returned: 'returned',
  released: 'released',
}

const NEXT_UPDATE_HOURS = 24

/** The leg's report as it goes over the wire: for every offset the bucket that it is in. */
export function reportOf(ctx: Ctx, leg: Leg, parts: readonly Part[]): ReportMessage {
  const rangesIn = (told: keyof ReportMessage['offsets']) =>
    rangesToJson(mergeRanges(parts.filter((part) => TOLD_AS[part.bucket] === told)))
  return {
    leg: leg.legId,
    revision: leg.revision,
    stanceSeen: leg.stance,
    offsets: {
      held: rangesIn('held'),
      onward: rangesIn('onward'),
      gone: rangesIn('gone'),
      returned: rangesIn('returned'),
      released: rangesIn('released'),
    },
    holdings: parts.map((part) => ({
      kind: kindOf(part),
      bucket: TOLD_AS[part.bucket],
      amount: String(part.amount),
      stoppableUntil: part.stoppableUntil?.toISOString() ?? null,
      reason: part.reason,
    })),
    nextUpdateDue: addHours(ctx.now, NEXT_UPDATE_HOURS).toISOString(),
  }
}

/** What the value is called by whoever holds it; never which account or whose. */
function kindOf(part: Part): string {
  return part.holdingKind ?? (part.childLegId ? 'neighbour' : 'transfer')
}
