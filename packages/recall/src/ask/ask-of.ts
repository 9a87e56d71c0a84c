import type { Leg } from '../leg/leg.ts'
import { rangesToJson } from '../store/leg.ts'
import type { AskMessage } from '../wire/messages.ts'

/** The ask register of a leg as it goes over the wire. */
export function askOf(leg: Leg): AskMessage {
  return {
    leg: leg.legId,
    case: { id: leg.caseId, number: leg.caseNumber },
    transfer: leg.transferId ?? '',
    attempt: leg.attempt,
    offsets: rangesToJson(leg.offsets),
    amount: String(leg.asked),
    unit: leg.unit,
    stance: leg.stance,
    reason: leg.reason,
    evidence: leg.evidence,
    holdUntil: leg.holdUntil.toISOString(),
    renewals: leg.renewals,
    answerDue: leg.answerDue.toISOString(),
    hopsLeft: leg.hopsLeft,
    indemnity: leg.indemnity,
    // Whoever is told that all is taken back needs no list.
    ...(leg.letGo.length === 0 || leg.stance === 'withdrawn'
      ? {}
      : { letGo: rangesToJson(leg.letGo) }),
  }
}
