import { type Ctx, inContext, type Runtime } from '@modosu/kernel'
import { insertAlarm } from '../store/alarm.ts'
import { findLeg } from '../store/leg.ts'

/** Refusals that an honest neighbour never causes. */
const ALARMING: readonly string[] = [
  'recall/contradiction',
  'recall/amount_mismatch',
  'recall/offsets_overlap',
  'recall/attempt_open',
  'recall/evidence_missing',
  'recall/malformed',
]

/** What a neighbour said, or refused, and about what. */
export interface Offence {
  readonly neighbour: string
  readonly code: string
  /** The leg or the transfer. */
  readonly subject: string
}

/**
 * Notes that a neighbour said something that cannot be. It is refused and never believed; the desk
 * sees who said it and about which case, and the contract says what follows.
 */
export async function raiseAlarm(ctx: Ctx, offence: Offence): Promise<void> {
  if (!ALARMING.includes(offence.code)) return
  const leg = await findLeg(ctx, offence.subject)
  await insertAlarm(ctx, { ...offence, caseId: leg?.caseId ?? null })
}

/** In a transaction of its own: the one that refused has been undone. */
export async function raiseAlarms(runtime: Runtime, offences: readonly Offence[]): Promise<void> {
  if (!offences.some(({ code }) => ALARMING.includes(code))) return
  await inContext(runtime, async (ctx) => {
    for (const offence of offences) await raiseAlarm(ctx, offence)
  })
}
