import type { Company } from '../world/company.ts'
import { roleOf } from '../world/story.ts'
import type { World } from '../world/world.ts'
import type { Look, Unit } from './books.ts'
import { type Bucket, COUNTS_AS, MAY_FOLLOW } from './buckets.ts'
import type { LegRow, Page, PartRow, RecallTransferRow } from './read-page.ts'
import { Violation } from './violation.ts'

/** One offset of a leg, as its company's database has it. */
interface Spot {
  readonly bucket: Bucket
  readonly part: PartRow
  /** How far into its part. */
  readonly by: number
}

interface LegMemory {
  readonly spots: Map<number, Spot>
  readonly revision: number
  readonly confirmed: boolean
  /** What was reported at each revision, as text. */
  readonly told: Map<number, string>
}

/** What the checks remember of a history. */
export interface Watch {
  readonly legs: Map<string, LegMemory>
  /** Offsets of transfers that were returned, `transfer@offset`, and by which return. */
  readonly returned: Map<string, string>
  readonly seenReturns: Set<string>
  readonly credited: Set<string>
  readonly madeWhole: Map<string, number>
}

export function newWatch(): Watch {
  return {
    legs: new Map(),
    returned: new Map(),
    seenReturns: new Set(),
    credited: new Set(),
    madeWhole: new Map(),
  }
}

/** What the last step was, as far as the properties care. */
export interface Cause {
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

interface At {
  readonly world: World
  readonly watch: Watch
  readonly company: Company
  readonly page: Page
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
  const confirmed = (before?.confirmed ?? false) || leg.stance === 'confirmed'
  const told = before?.told ?? new Map<number, string>()
  if (before && leg.revision < before.revision) {
    throw new Violation('S2', `${name} went from revision ${before.revision} to ${leg.revision}`)
  }
  if (leg.role === 'assigner') checkHeard(at, leg)
  else {
    checkIdentity(name, leg, spots)
    told.set(leg.revision, amountsOf(leg))
    for (const [offset, spot] of spots) {
      const old = before?.spots.get(offset)
      if (old?.bucket !== spot.bucket) checkMove(at, leg, { offset, spot, old, confirmed })
      checkPlace(at, leg, offset, spot)
    }
    checkHoldEnds(at, leg, spots)
  }
  watch.legs.set(name, { spots, revision: leg.revision, confirmed, told })
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

interface Move {
  readonly offset: number
  readonly spot: Spot
  readonly old: Spot | undefined
  readonly confirmed: boolean
}

function checkMove(at: At, leg: LegRow, move: Move): void {
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

function hasLiar(world: World): boolean {
  return world.temper.liar !== undefined
}

/** S3, S10: only what may be given back is given back, and it is on its way up. */
function checkReturned(at: At, leg: LegRow, move: Move, name: string): void {
  const { world, company } = at
  const { spot, old, confirmed } = move
  const fromBelow = old && ['onward', 'no_answer', 'gone'].includes(old.bucket)
  const cameBack = fromBelow || isRefused(at.page, leg)
  const fromHolder = old?.bucket === 'held' ? old.part.account !== null : !cameBack
  if (fromHolder && !confirmed) {
    throw new Violation('S3', `${name} is returned for a claim that was never confirmed`)
  }
  const order = spot.part.account === null ? undefined : world.story.orders.get(spot.part.account)
  if (fromHolder && order?.shipped === 'unflagged') {
    throw new Violation('S10', `${name} is taken from an order that had been shipped`)
  }
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

/** S8: what another company still holds for the case is not free. */
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
  if (old?.bucket === 'held' && old.part.account !== null) {
    const unit = unitOf(at, leg, spot)
    const home = unit === undefined ? undefined : world.books.accountOf(unit)
    if (home?.company !== company.name || home.account !== old.part.account) {
      throw new Violation('S8', `${name} is released, but not to ${old.part.account}`)
    }
  }
}

/** The truth of a "gone" when it is first said: not free, not on its way here. */
function checkGone(at: At, leg: LegRow, move: Move, name: string): void {
  const { world, company } = at
  const { spot, old } = move
  if (old && old.bucket !== 'awaited') return
  const unit = unitOf(at, leg, spot)
  const home = unit === undefined ? undefined : world.books.accountOf(unit)
  if (home?.company !== company.name) return
  const role = roleOf(world.story, home.account)
  if (role !== undefined && role !== 'seller' && role !== 'sink') {
    throw new Violation('T1', `${name} is told as gone and lies free in ${home.account}`)
  }
}

/** What each bucket says about the unit is so, as long as it says it. */
function checkPlace(at: At, leg: LegRow, offset: number, spot: Spot): void {
  const { world, watch, company } = at
  const name = `${company.name} ${leg.leg_id}@${offset}`
  if (spot.bucket === 'held') {
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

/** True when the transfer that a leg asks about was refused or stopped here: it will never arrive. */
function isRefused(page: Page, leg: LegRow): boolean {
  return page.moves.some(
    (move) =>
      (move.transfer_id === leg.transfer_id && move.state === 'refused') ||
      (move.kind === 'stop' &&
        move.direction === 'out' &&
        move.original_transfer_id === leg.transfer_id),
  )
}

/** Which single unit an offset of a leg is. */
function unitOf(at: At, leg: LegRow, spot: Spot): Unit | undefined {
  const { world, company } = at
  const { origin_pocket: pocket, origin_lo: lo } = spot.part
  const unit =
    leg.role === 'assignee'
      ? world.books.cargo(leg.transfer_id ?? '')?.units[spot.part.lo + spot.by]
      : pocket === null || lo === null
        ? undefined
        : world.books.unitAt(company.name, pocket, lo + spot.by)
  return unit === undefined ? undefined : world.books.standInOf(unit)
}

/** S11: past its end, a provisional hold is either gone or its end is about to be carried out. */
function checkHoldEnds(at: At, leg: LegRow, spots: Map<number, Spot>): void {
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

/** S5 and S7. */
function checkTransfers(watch: Watch, company: Company, page: Page): void {
  for (const move of page.moves) {
    const refused = refusedBy(move)
    if (refused !== undefined && watch.credited.has(`${company.name} ${refused}`)) {
      throw new Violation('S7', `${company.name} credited ${refused}, which it refused for ever`)
    }
    if (move.direction === 'out' && move.kind === 'return') checkReturnOnce(watch, company, move)
  }
}

/** The transfer that this row says will never be credited. */
function refusedBy(move: RecallTransferRow): string | undefined {
  if (move.kind === 'stop' && move.direction === 'out')
    return move.original_transfer_id ?? undefined
  return move.direction === 'in' && move.state === 'refused' ? move.transfer_id : undefined
}

function checkReturnOnce(watch: Watch, company: Company, move: RecallTransferRow): void {
  if (watch.seenReturns.has(move.transfer_id)) return
  watch.seenReturns.add(move.transfer_id)
  for (const [lo, hi] of move.offsets) {
    for (let offset = Number(lo); offset < Number(hi); offset++) {
      const key = `${move.original_transfer_id}@${offset}`
      const first = watch.returned.get(key)
      if (first !== undefined) {
        throw new Violation('S5', `${company.name} returns ${key} in ${first} and again`)
      }
      watch.returned.set(key, move.transfer_id)
    }
  }
}

/** S6: an owner gets back no more than he lost, over all of his cases. */
function checkMadeWhole(world: World, watch: Watch, company: Company, look: Look): void {
  for (const [, src, , dst, , size, kind, caseId] of look.posted) {
    const theCase = caseId === null ? undefined : world.story.cases.get(caseId)
    if (!theCase || kind === 'release') continue
    const to = world.books.accountAt(company.name, dst) ?? ''
    const from = world.books.accountAt(company.name, src) ?? ''
    if (!/^(returned:|points:)/.test(to) || from.startsWith('returned:') || from === to) continue
    const owner = `${theCase.company} ${theCase.victim}`
    watch.madeWhole.set(owner, (watch.madeWhole.get(owner) ?? 0) + size)
  }
  for (const [owner, given] of watch.madeWhole) {
    const [at, victim] = owner.split(' ')
    if (at !== company.name) continue
    const lost = new Set<string>()
    for (const leg of look.page.legs) {
      if (leg.role !== 'root' || world.story.cases.get(leg.case_id)?.victim !== victim) continue
      for (const part of look.page.parts) {
        if (part.leg_id !== leg.leg_id) continue
        for (let by = 0; by < part.amount; by++) {
          lost.add(`${part.origin_pocket}@${(part.origin_lo ?? 0) + by}`)
        }
      }
    }
    if (given > lost.size) {
      throw new Violation('S6', `${owner} lost ${lost.size} and was given ${given}`)
    }
  }
}
