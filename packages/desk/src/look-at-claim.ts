import type { Ctx } from '@modosu/kernel'
import { type Claim, readAskedParts, readClaim } from '@modosu/recall'
import type { DeskDeps } from './desk-deps.ts'
import type { Buckets } from './store/case-files.ts'

/** A place where points of a claim are, with their amounts by bucket. */
export interface ClaimPlace {
  readonly company: string
  /** What holds it there, in words that may cross a border. */
  readonly kind: string
  readonly held: bigint
  readonly onward: bigint
  readonly gone: bigint
  readonly returned: bigint
  readonly released: bigint
  readonly stoppableUntil: Date | null
  /** What has come back from there: it is `returned` with us and in no bucket of this place. */
  readonly cameBack: bigint
  /** Of what is onward: on its way back from further away. */
  readonly onItsWay: bigint
}

/** Returned points of one expiry; null for regular points, which share one rolling expiry. */
export interface ClaimLot {
  readonly expiresAt: Date | null
  readonly amount: bigint
}

export interface ClaimView {
  readonly buckets: Buckets
  readonly places: readonly ClaimPlace[]
  /** Returned points that wait until they are made usable. */
  readonly waitingLots: readonly ClaimLot[]
  readonly usable: boolean
  /** Nothing of it is open any more. */
  readonly settled: boolean
  /** Every order among the holdings is known not to be shipped. */
  readonly unshipped: boolean
  /** An order is among the holdings: while it may not be shipped, hours count. */
  readonly inEscrow: boolean
  /** When an unconfirmed hold ends by itself; null when nothing is undecided. */
  readonly holdUntil: Date | null
  readonly undecided: bigint
  readonly attempts: number
  /** What the owner has said was his own doing. */
  readonly letGo: bigint
  /** Paid to the owner from the loss account. */
  readonly covered: bigint
  readonly neighbours: readonly { readonly company: string; readonly lateUpdate: boolean }[]
}

const UNSHIPPED = 'order_awaiting_shipment'
/** How orders are called; one may also only be told as the escrow that it rests in. */
const ORDER = /^(order_|escrow$)/
const HELD = 'held'

/** How a claim of our own stands now; `undefined` when there is none. */
export async function lookAtClaim(
  ctx: Ctx,
  desk: DeskDeps,
  caseId: string,
): Promise<ClaimView | undefined> {
  const claim = await readClaim(ctx, { caseId })
  if (!claim) return undefined
  const { stolen, held, onward, gone, returned, released } = claim
  const orders = claim.legs
    .flatMap((leg) => leg.holdings)
    .filter((holding) => holding.bucket === HELD && ORDER.test(holding.kind))
  return {
    buckets: { stolen, held, onward, gone, returned, released },
    places: placesOf(desk.company, claim),
    waitingLots: claim.waitingLots.map((lot) => ({
      amount: lot.amount,
      expiresAt: lot.expiresAt instanceof Date ? lot.expiresAt : null,
    })),
    usable: claim.usable,
    settled: claim.settled && !awaitsCover(desk, claim),
    unshipped: orders.length > 0 && orders.every((order) => order.kind === UNSHIPPED),
    inEscrow: orders.length > 0,
    holdUntil: claim.stance === 'provisional' && held > 0n ? claim.holdUntil : null,
    undecided: claim.undecided,
    attempts: claim.attempts,
    letGo: claim.letGo,
    covered: claim.covered,
    neighbours: claim.legs.map(({ company, nextUpdateDue }) => ({
      company,
      lateUpdate: nextUpdateDue !== null && nextUpdateDue <= ctx.now,
    })),
  }
}

/**
 * Nothing can be moved any more, but something is gone and nobody has decided: whether the owner is
 * paid for it from the loss account is still open, and a case that closed here would leave him so.
 */
function awaitsCover(desk: DeskDeps, claim: Claim): boolean {
  const promised = desk.recall.policy.cover === 'confirmed'
  return promised && claim.stance === 'provisional' && claim.gone > 0n
}

/** What of a claim is needed to say where its points are. */
export type ClaimAmounts = Pick<Claim, 'held' | 'onward' | 'gone' | 'returned' | 'released'> & {
  readonly legs: readonly Pick<
    Claim['legs'][number],
    | 'company'
    | 'asked'
    | 'answered'
    | 'beyond'
    | 'held'
    | 'onward'
    | 'gone'
    | 'returned'
    | 'released'
    | 'holdings'
  >[]
}

/**
 * Where the points are, place by place. A neighbour's report may be behind its own return, so no
 * place gets more than the claim has in that bucket, and what no neighbour names is with us: the
 * rows add up to the claim, always.
 */
export function placesOf(company: string, claim: ClaimAmounts): ClaimPlace[] {
  const left = { held: claim.held as bigint, onward: claim.onward as bigint }
  const rest = { gone: claim.gone as bigint, released: claim.released as bigint }
  const back = { returned: claim.returned as bigint }
  const take = <Key extends string>(from: Record<Key, bigint>, key: Key, wanted: bigint) => {
    const taken = wanted < from[key] ? wanted : from[key]
    from[key] -= taken
    return taken
  }
  const places: ClaimPlace[] = []
  for (const leg of claim.legs) {
    for (const holding of leg.holdings) {
      if (holding.bucket !== HELD) continue
      const held = take(left, 'held', holding.amount)
      const { kind, stoppableUntil } = holding
      places.push({ ...emptyPlace, company: leg.company, kind, stoppableUntil, held })
    }
    const elsewhere: ClaimPlace = {
      ...emptyPlace,
      company: leg.company,
      held: take(left, 'held', leg.beyond.held),
      onward: take(left, 'onward', leg.answered ? less(leg.onward, leg.beyond.held) : leg.asked),
      onItsWay: leg.beyond.returned,
      gone: take(rest, 'gone', leg.gone),
      released: take(rest, 'released', leg.released),
      cameBack: take(back, 'returned', leg.returned),
    }
    places.push(elsewhere)
  }
  places.push({
    ...emptyPlace,
    company,
    kind: 'balance',
    ...left,
    ...rest,
    returned: claim.returned,
  })
  return mergePlaces(places.filter((place) => sumOf(place) + place.cameBack > 0n))
}

function less(a: bigint, b: bigint): bigint {
  return a > b ? a - b : 0n
}

/** Holdings of one kind at one company are one place: a transfer may have come in several spans. */
function mergePlaces(places: readonly ClaimPlace[]): ClaimPlace[] {
  const merged = new Map<string, ClaimPlace>()
  for (const place of places) {
    const key = `${place.company} ${place.kind} ${place.stoppableUntil?.toISOString()}`
    const known = merged.get(key)
    merged.set(key, known ? addPlaces(known, place) : place)
  }
  return [...merged.values()]
}

function addPlaces(a: ClaimPlace, b: ClaimPlace): ClaimPlace {
  return {
    ...a,
    held: a.held + b.held,
    onward: a.onward + b.onward,
    gone: a.gone + b.gone,
    returned: a.returned + b.returned,
    released: a.released + b.released,
    cameBack: a.cameBack + b.cameBack,
    onItsWay: a.onItsWay + b.onItsWay,
  }
}

const emptyPlace = {
  kind: 'elsewhere',
  held: 0n,
  onward: 0n,
  gone: 0n,
  returned: 0n,
  released: 0n,
  stoppableUntil: null,
  cameBack: 0n,
  onItsWay: 0n,
}

function sumOf(place: ClaimPlace): bigint {
  return place.held + place.onward + place.gone + place.returned + place.released
}

/**
 * What neighbours ask of us in a case, and what has become of it: our own part, nobody else's. Only
 * the asker's own legs, since two neighbours may have cases of one id; in a case of our own, value
 * that came round to us again.
 */
export async function lookAtAskedParts(
  ctx: Ctx,
  origin: { askedBy: string | null; originCaseId: string },
) {
  const { askedBy, originCaseId } = origin
  const parts = await readAskedParts(ctx, { caseId: originCaseId })
  const ours = parts.filter((part) => askedBy === null || part.assigner === askedBy)
  const buckets = { stolen: 0n, held: 0n, onward: 0n, gone: 0n, returned: 0n, released: 0n }
  for (const part of ours) {
    buckets.stolen += part.asked
    buckets.held += part.held
    buckets.onward += part.onward
    buckets.gone += part.gone
    buckets.returned += part.returned
    buckets.released += part.released
  }
  return { parts: ours, buckets, settled: ours.every((part) => part.settled) }
}
