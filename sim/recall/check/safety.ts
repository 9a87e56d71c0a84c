import type { Company } from '../world/company.ts'
import type { World } from '../world/world.ts'
import type { Look } from './books.ts'
import { COUNTS_AS } from './buckets.ts'
import { checkMove } from './moves.ts'
import { checkMadeWhole, checkTransfers } from './owed.ts'
import { checkHoldEnds, checkPlace } from './places.ts'
import type { LegRow, Page, PartRow } from './read-page.ts'
import { Violation } from './violation.ts'
import type { At, Spot, Watch } from './watch.ts'

/** What the last step was, as far as the properties care. */
interface Cause {
  /** True when the company only took in somebody's words. */
  readonly wordsOnly: boolean
}

/** Checks every safety property at one company after a step; S1 is in the books themselves. */
export function checkSafety(
  world: World,
  watch: Watch,
  company: Company,
  look: Look,
  cause: Cause,
): void {
  const { page } = look
  if (company.name === world.temper.liar) return
  if (cause.wordsOnly && look.posted.length > 0) {
    throw new Violation('S9', `${company.name}: a report moved value`)
  }
  for (const [transferId, direction] of page.transfers) {
    if (direction === 'in') watch.credited.add(`${company.name} ${transferId}`)
  }
  const partsOf = groupParts(page)
  for (const leg of page.legs) {
    const spots = leg.role === 'assigner' ? new Map<number, Spot>() : spotsOf(partsOf(leg.leg_id))
    checkLeg({ world, watch, company, page }, leg, spots)
  }
  checkTransfers(watch, company, page)
  checkMadeWhole(world, watch, company, look)
}

function groupParts(page: Page): (legId: string) => PartRow[] {
  const groups = new Map<string, PartRow[]>()
  for (const part of page.parts) {
    const group = groups.get(part.leg_id)
    if (group) group.push(part)
    else groups.set(part.leg_id, [part])
  }
  return (legId) => groups.get(legId) ?? []
}

function spotsOf(parts: readonly PartRow[]): Map<number, Spot> {
  const spots = new Map<number, Spot>()
  for (const part of parts) {
    for (let by = 0; by < part.amount; by++) {
      if (spots.has(part.lo + by)) throw new Violation('S2', `offset ${part.lo + by} stands twice`)
      spots.set(part.lo + by, { bucket: part.bucket, part, by })
    }
  }
  return spots
}

function checkLeg(at: At, leg: LegRow, spots: Map<number, Spot>): void {
  const { watch, company } = at
  const name = `${company.name} ${leg.leg_id}`
  const before = watch.legs.get(name)
  const { stance, revision } = leg
  const confirmed = (before?.confirmed ?? false) || stance === 'confirmed'
  const told = before?.told ?? new Map<number, string>()
  if (before && revision < before.revision) {
    throw new Violation('S2', `${name} went from revision ${before.revision} to ${revision}`)
  }
  if (before && STANCE_RANK[stance] < STANCE_RANK[before.stance]) {
    throw new Violation('S2', `${name} was ${before.stance} and is ${stance}`)
  }
  if (leg.role === 'assigner') checkHeard(at, leg)
  else {
    checkIdentity(name, leg, spots)
    told.set(revision, amountsOf(leg))
    for (const [offset, spot] of spots) {
      const old = before?.spots.get(offset)
      if (old?.bucket !== spot.bucket) checkMove(at, leg, { offset, spot, old, confirmed })
      checkPlace(at, leg, offset, spot)
    }
    checkHoldEnds(at, leg, spots)
  }
  watch.legs.set(name, { spots, revision, stance, confirmed, told })
}

/** S2: stances only grow. */
const STANCE_RANK: Readonly<Record<LegRow['stance'], number>> = {
  provisional: 0,
  confirmed: 1,
  withdrawn: 2,
}

function amountsOf(leg: LegRow): string {
  return [leg.held, leg.onward, leg.gone, leg.returned, leg.released].join('/')
}

/** S2: what was asked for is whole, in the columns and in the parts. */
function checkIdentity(name: string, leg: LegRow, spots: Map<number, Spot>): void {
  const sums = { held: 0, onward: 0, gone: 0, returned: 0, released: 0 }
  for (const spot of spots.values()) sums[COUNTS_AS[spot.bucket]] += 1
  for (const bucket of Object.keys(sums) as (keyof typeof sums)[]) {
    if (sums[bucket] !== leg[bucket]) {
      throw new Violation('S2', `${name}: ${sums[bucket]} are ${bucket}, told are ${leg[bucket]}`)
    }
  }
  let asked = 0
  for (const [lo, hi] of leg.offsets) {
    for (let offset = Number(lo); offset < Number(hi); offset++) {
      asked += 1
      if (!spots.has(offset)) throw new Violation('S2', `${name}: offset ${offset} is nowhere`)
    }
  }
  if (asked !== spots.size) throw new Violation('S2', `${name} has offsets nobody asked for`)
}

/** S2: the asker never knows more, or other, than was told. */
function checkHeard(at: At, leg: LegRow): void {
  const { world, watch } = at
  if (leg.revision === 0 || leg.neighbour === world.temper.liar) return
  const told = watch.legs.get(`${leg.neighbour} ${leg.leg_id}`)?.told.get(leg.revision)
  if (told !== amountsOf(leg)) {
    const heard = `${amountsOf(leg)} at revision ${leg.revision}`
    throw new Violation('S2', `${leg.leg_id}: heard ${heard}, told was ${told}`)
  }
}
