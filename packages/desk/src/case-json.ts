import type { CasePageLeg, CasePagePromise } from './case-schemas.ts'
import { lateReasonWords, placeWords, promiseWords } from './case-words.ts'
import { companyName, type DeskDeps } from './desk-deps.ts'
import type { ClaimPlace, ClaimView } from './look-at-claim.ts'
import type { Buckets } from './store/case-files.ts'
import type { PromiseRow } from './store/promises.ts'

/** How the rows of this room are written in JSON: amounts as digits, times as instants. */

export function bucketsJson(buckets: Omit<Buckets, 'stolen'>) {
  return {
    held: String(buckets.held),
    onward: String(buckets.onward),
    gone: String(buckets.gone),
    returned: String(buckets.returned),
    released: String(buckets.released),
  }
}

export function instantJson(at: Date | null): string | null {
  return at?.toISOString() ?? null
}

export function promiseJson(desk: DeskDeps, promise: PromiseRow): CasePagePromise {
  return {
    kind: promise.kind,
    words: promiseWords(promise.kind),
    company: desk.company,
    companyName: desk.displayName,
    madeAt: promise.madeAt.toISOString(),
    dueAt: promise.dueAt.toISOString(),
    keptAt: instantJson(promise.keptAt),
    lateAt: instantJson(promise.lateAt),
    lateReason: promise.lateReason && lateReasonWords(promise.lateReason),
  }
}

export function legJson(desk: DeskDeps, place: ClaimPlace): CasePageLeg {
  return {
    company: place.company,
    companyName: companyName(desk, place.company),
    kind: place.kind,
    place: placeWords(desk, place),
    ...bucketsJson(place),
    stoppableUntil: instantJson(place.stoppableUntil),
    cameBack: String(place.cameBack),
    onItsWay: String(place.onItsWay),
  }
}

export function claimFactsJson(claim: ClaimView) {
  return {
    holdUntil: instantJson(claim.holdUntil),
    undecided: String(claim.undecided),
    attempts: claim.attempts,
    letGo: String(claim.letGo),
    covered: String(claim.covered),
  }
}
