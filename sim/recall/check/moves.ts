import { roleOf } from '../world/story.ts'
import { MAY_FOLLOW } from './buckets.ts'
import type { LegRow } from './read-page.ts'
import { Violation } from './violation.ts'
import { type At, hasLiar, isRefused, type Spot, unitOf } from './watch.ts'

/** An offset of a leg that went into another bucket. */
interface Move {
  readonly offset: number
  readonly spot: Spot
  readonly old: Spot | undefined
  /** The claim is confirmed here, or was. */
  readonly confirmed: boolean
}

/** Whether an offset may go from where it was to where it is now. */
export function checkMove(at: At, leg: LegRow, move: Move): void {
  const { world, company } = at
  const { spot, old, offset } = move
  const name = `${company.name} ${leg.leg_id}@${offset}`
  const from = old?.bucket
  if (from === 'returned' || from === 'released') {
    throw new Violation('S4', `${name}: ${from} became ${spot.bucket}`)
  }
  if (from && !MAY_FOLLOW[from].includes(spot.bucket)) {
    throw new Violation('S2', `${name}: ${from} may not become ${spot.bucket}`)
  }
  if (spot.bucket === 'returned') checkReturned(at, leg, move, name)
  if (spot.bucket === 'released') checkReleased(at, leg, move, name)
  if (spot.bucket === 'gone') checkGone(at, leg, move, name)
  if (spot.bucket === 'held' && spot.part.account !== null && leg.stance === 'withdrawn') {
    throw new Violation('S8', `${name} is held for a claim that was withdrawn`)
  }
  const theCase = world.story.cases.get(leg.case_id)
  const assignerLies = leg.neighbour === world.temper.liar && leg.neighbour !== null
  if (leg.stance === 'confirmed' && !theCase?.everConfirmed && !assignerLies && !hasLiar(world)) {
    throw new Violation('S3', `${name} is confirmed, but nobody has confirmed the case`)
  }
}

/** S3, S10: only what may be given back is given back, and it is on its way up. */
function checkReturned(at: At, leg: LegRow, move: Move, name: string): void {
  const { world, company } = at
  const { spot, old } = move
  checkFounded(at, leg, move, name)
  const unit = unitOf(at, leg, spot)
  const place = unit === undefined ? undefined : world.books.placeOf(unit)
  // What had sunk here was made good by a thief's other money: other units, bounded by S6.
  const wasMadeGood = old?.bucket === 'gone' && old.part.child_leg_id === null
  if (leg.role === 'root' && wasMadeGood) return
  if (leg.role === 'root') {
    const home = place?.in === 'pocket' ? world.books.accountAt(company.name, place.pocket) : ''
    if (!/^(returned:|points:|pay:|loss)/.test(home ?? '')) {
      throw new Violation('S1', `${name} is told as returned and lies in ${home ?? 'no account'}`)
    }
  } else if (place?.in !== 'transfer' && !isRefused(at.page, leg)) {
    const where = place ? (world.books.accountOf(unit ?? 0)?.account ?? '') : 'nowhere'
    const was = old?.bucket ?? 'new'
    throw new Violation('S1', `${name}, ${was}, is told as returned and lies in ${where}`)
  }
}

/** The claim was confirmed, its holder was heard, and his parcel had not left before the hold. */
function checkFounded(at: At, leg: LegRow, { spot, old, confirmed }: Move, name: string): void {
  const { world, page } = at
  const fromBelow = old && ['onward', 'no_answer', 'gone'].includes(old.bucket)
  const cameBack = fromBelow || isRefused(page, leg)
  const fromHolder = old?.bucket === 'held' ? old.part.account !== null : !cameBack
  // Between two claims people decide, and a liar's neighbours take what he says is theirs.
  const wasDecided = old?.part.reason === 'DISP' || hasLiar(world)
  if (!confirmed && (fromHolder || !wasDecided)) {
    throw new Violation('S3', `${name} is returned for a claim that was never confirmed`)
  }
  const { account } = spot.part
  if (!fromHolder || account === null) return
  if (world.story.orders.get(account)?.shipped === 'unflagged') {
    throw new Violation('S10', `${name} is taken from an order that had been shipped`)
  }
  if (page.appeals.some((appeal) => appeal.leg_id === leg.leg_id && appeal.account === account)) {
    throw new Violation('S3', `${name} is returned while its holder objects`)
  }
}

/** S8: what another company still holds for the case is not free. S11: a confirmed hold has no clock. */
function checkReleased(at: At, leg: LegRow, move: Move, name: string): void {
  const { world, watch, company } = at
  const { spot, old } = move
  const { child_leg_id: childId, child_lo: childLo } = old?.part ?? spot.part
  // What had come back from below was held here, and is let go here.
  const wasBelow = old === undefined || old.bucket === 'onward' || old.bucket === 'no_answer'
  const child = at.page.legs.find((one) => one.leg_id === childId)
  if (
    wasBelow &&
    childId !== null &&
    childLo !== null &&
    child &&
    child.neighbour !== world.temper.liar
  ) {
    const lo = childLo + (old ?? spot).by
    const there = watch.legs.get(`${child.neighbour} ${childId}`)?.spots.get(lo)
    if (there?.bucket !== 'released') {
      throw new Violation(
        'S8',
        `${name}, which was ${old?.bucket}, is released while it is ${there?.bucket ?? 'not asked for'} at ${child.neighbour}`,
      )
    }
    return
  }
  if (old?.bucket !== 'held' || old.part.account === null) return
  if (leg.stance === 'confirmed') {
    throw new Violation('S11', `${name} is let go though its claim is confirmed`)
  }
  const unit = unitOf(at, leg, spot)
  const home = unit === undefined ? undefined : world.books.accountOf(unit)
  if (home?.company !== company.name || home.account !== old.part.account) {
    throw new Violation('S8', `${name} is released, but not to ${old.part.account}`)
  }
}

/** T1: the truth of a "gone" when it is first said: not free, not on its way here. */
function checkGone(at: At, leg: LegRow, move: Move, name: string): void {
  const { world, company } = at
  const { spot, old } = move
  if (old && old.bucket !== 'awaited') return
  const unit = unitOf(at, leg, spot)
  const home = unit === undefined ? undefined : world.books.accountOf(unit)
  if (home?.company !== company.name) return
  const role = roleOf(world.story, home.account)
  // It came home under this very case, before somebody further away passed the question back to us.
  const theCase = world.story.cases.get(leg.case_id)
  const isHome = theCase?.company === company.name && home.account.endsWith(`:${theCase.victim}`)
  if (isHome && spot.part.reason === 'ARDT') return
  if (role !== undefined && role !== 'seller' && role !== 'sink') {
    throw new Violation('T1', `${name} is told as gone and lies free in ${home.account}`)
  }
}
