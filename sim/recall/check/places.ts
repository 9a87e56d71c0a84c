import type { LegRow } from './read-page.ts'
import { Violation } from './violation.ts'
import { type At, isRefused, type Spot, unitOf } from './watch.ts'

/** S1, T1: what a bucket says about the unit is so, as long as it says it. */
export function checkPlace(at: At, leg: LegRow, offset: number, spot: Spot): void {
  const { watch, company } = at
  const name = `${company.name} ${leg.leg_id}@${offset}`
  if (spot.bucket === 'held') checkHeld(at, leg, spot, name)
  const arrived =
    leg.transfer_id === null || watch.credited.has(`${company.name} ${leg.transfer_id}`)
  if (spot.bucket === 'awaited' && leg.role === 'assignee' && arrived) {
    throw new Violation('T1', `${name} is awaited and has arrived`)
  }
  if (spot.bucket === 'gone' && leg.role === 'assignee' && !arrived) {
    if (!isRefused(at.page, leg))
      throw new Violation('T1', `${name} is told as gone and has not arrived`)
  }
}

function checkHeld(at: At, leg: LegRow, spot: Spot, name: string): void {
  const { world, company } = at
  const { held_pocket: pocket, held_lo: lo } = spot.part
  const unit = unitOf(at, leg, spot)
  const home = unit === undefined ? undefined : world.books.accountOf(unit)
  // A queue that is cut moves on under a new number; the old name still means the same units.
  const isThere =
    unit !== undefined &&
    world.books.unitAt(company.name, pocket ?? 0, (lo ?? 0) + spot.by) === unit &&
    home?.company === company.name &&
    home.account === world.books.accountAt(company.name, pocket ?? 0)
  if (!isThere) throw new Violation('S1', `${name} is told as held and is not there`)
  if (world.books.kindAt(company.name, pocket ?? 0) !== 'case') {
    throw new Violation('S1', `${name} is held in an account that is no case's`)
  }
}

/** S11: past its end, a provisional hold is either gone or its end is about to be carried out. */
export function checkHoldEnds(at: At, leg: LegRow, spots: Map<number, Spot>): void {
  const { company } = at
  if (leg.stance !== 'provisional') return
  const holds = [...spots.values()].some(
    ({ bucket, part }) => bucket === 'awaited' || (bucket === 'held' && part.account !== null),
  )
  if (!holds) return
  const ends = [...company.jobs.all.values()].some(
    (job) => job.kind === 'recall.expire_hold' && job.data.legId === leg.leg_id,
  )
  if (!ends) throw new Violation('S11', `${company.name} ${leg.leg_id} is held without an end`)
}
