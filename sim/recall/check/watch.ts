import type { Company } from '../world/company.ts'
import type { World } from '../world/world.ts'
import type { Unit } from './books.ts'
import type { Bucket } from './buckets.ts'
import type { LegRow, Page, PartRow } from './read-page.ts'

/** One offset of a leg, as its company's database has it. */
export interface Spot {
  readonly bucket: Bucket
  readonly part: PartRow
  /** How far into its part. */
  readonly by: number
}

export interface LegMemory {
  readonly spots: Map<number, Spot>
  readonly revision: number
  readonly stance: LegRow['stance']
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

/** A company after a step, with all that the checks know of the world. */
export interface At {
  readonly world: World
  readonly watch: Watch
  readonly company: Company
  readonly page: Page
}

/** True when the transfer that a leg asks about was refused or stopped here: it will never arrive. */
export function isRefused(page: Page, leg: LegRow): boolean {
  return page.moves.some(
    (move) =>
      (move.transfer_id === leg.transfer_id && move.state === 'refused') ||
      (move.kind === 'stop' &&
        move.direction === 'out' &&
        move.original_transfer_id === leg.transfer_id),
  )
}

/** Which single unit an offset of a leg is. */
export function unitOf(at: At, leg: LegRow, spot: Spot): Unit | undefined {
  const { world, company } = at
  const { origin_pocket: pocket, origin_lo: lo } = spot.part
  const unit =
    leg.role === 'assignee'
      ? world.books.unitOfTransfer(company.name, leg.transfer_id ?? '', spot.part.lo + spot.by)
      : pocket === null || lo === null
        ? undefined
        : world.books.unitAt(company.name, pocket, lo + spot.by)
  return unit === undefined ? undefined : world.books.standInOf(unit)
}

export function hasLiar(world: World): boolean {
  return world.temper.liar !== undefined
}
