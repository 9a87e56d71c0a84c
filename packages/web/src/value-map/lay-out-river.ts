import type { Branch } from './branches.ts'

/** Where a way lies in the picture; lengths in units of the picture, y downwards. */
export interface Course {
  readonly branch: Branch
  readonly thickness: number
  /** Its upper edge where it leaves the source, and where it arrives. */
  readonly fromY: number
  readonly toY: number
  /** For what came home. */
  readonly lane: Lane | undefined
}

/** The way back under the river: its middle, and the middle of where it runs down. */
export interface Lane {
  readonly y: number
  readonly turnX: number
  readonly radius: number
}

export interface River {
  readonly width: number
  readonly height: number
  /** The upper edge of the whole stream, and how thick it leaves. */
  readonly top: number
  readonly thickness: number
  readonly courses: readonly Course[]
}

export const WIDTH = 1040
export const SOURCE_WIDTH = 64
/** Where the ways end: the posts of the places. */
export const POST_X = 500
const TOP = 66
const FULL = 76
/** Nothing is drawn so thin that it is not seen. */
const THIN = 5
/** Two lines of words stand beside a pool. */
const WORDS = 44
const GAP = 26
/** A lane home has its words under it. */
const LANE_WORDS = 46
/** How far behind the post a way begins to turn, and the inner radius of a turn with room. */
const TURN = 31
const INNER_RADIUS = 34

/** The river of a claim: one stream that parts, each way as thick as its share of the whole. */
export function layOutRiver(branches: readonly Branch[]): River {
  const total = branches.reduce((sum, { amount }) => sum + amount, 0n)
  const courses: Course[] = []
  let fromY = TOP
  let bottom = TOP
  for (const branch of branches) {
    const thickness = thicknessOf(branch.amount, total)
    // The first goes straight on; every other finds a bed of its own below the last one's words.
    const toY = courses.length === 0 ? fromY : Math.max(fromY, bottom + GAP)
    courses.push({ branch, thickness, fromY, toY, lane: undefined })
    fromY += thickness
    bottom = toY + (branch.bucket === 'returned' ? thickness : Math.max(thickness, WORDS))
  }
  const lanes = layOutLanes(courses, Math.max(bottom, fromY))
  return {
    width: WIDTH,
    height: Math.ceil(Math.max(lanes.bottom, bottom + GAP)),
    top: TOP,
    thickness: fromY - TOP,
    courses: courses.map((course) => ({ ...course, lane: lanes.of.get(course) })),
  }
}

/** The last way turns first and closest; each one above it runs around the lanes below it. */
function layOutLanes(
  courses: readonly Course[],
  below: number,
): { of: Map<Course, Lane>; bottom: number } {
  const of = new Map<Course, Lane>()
  let bottom = below
  let rightEdge = POST_X + TURN
  for (const course of courses.toReversed()) {
    if (course.branch.bucket !== 'returned') continue
    const half = course.thickness / 2
    const y = bottom + GAP + half
    const radius = Math.min((y - course.toY - half) / 2, half + INNER_RADIUS)
    const turnX = Math.max(rightEdge + GAP / 2 + half, POST_X + TURN + radius)
    of.set(course, { y, turnX, radius })
    bottom = y + half + LANE_WORDS
    rightEdge = turnX + half
  }
  return { of, bottom }
}

function thicknessOf(amount: bigint, total: bigint): number {
  const share = Number((amount * 100_000n) / total) / 100_000
  return Math.max(THIN, Math.round(FULL * share * 10) / 10)
}
