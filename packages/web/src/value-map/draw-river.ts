import { type Html, html, nothing } from '../html.ts'
import { iconShape } from '../icons.ts'
import type { Messages } from '../messages/index.ts'
import { bucketName } from '../parts/state-bar.ts'
import { writeNumber } from '../write-amount.ts'
import type { Branch } from './branches.ts'
import {
  type Course,
  type Lane,
  layOutRiver,
  POST_X,
  type River,
  SOURCE_WIDTH,
  WIDTH,
} from './lay-out-river.ts'

const POST = 5
const POOL = 64
const POOL_X = POST_X + POST
const WEIR_X = POOL_X + POOL + 4
const WORDS_X = WEIR_X + 20
/** A pool, a stream or a band lower than this has no room for a sign or a number in it. */
const ICON_ROOM = 22
const NUMBER_ROOM = 14
/** From here on a lone weir has room for its words and for the dry bed behind it. */
const WIDE = 44
const DRY_X = 850

export interface RiverWords {
  readonly words: Messages
  /** Whose points they were, such as 「ひなた」. */
  readonly source: string
}

/** The river for wide windows: pale where value went, coloured where it is now. */
export function drawRiver(branches: readonly Branch[], { words, source }: RiverWords): Html {
  const river = layOutRiver(branches)
  const { map } = words
  const isAlone = river.courses.filter(({ lane }) => lane === undefined).length === 1
  const total = branches.reduce((sum, { amount }) => sum + amount, 0n)
  return html`<svg class="river-h" viewBox="0 0 ${river.width} ${river.height}" role="img" aria-label="${map.label}">
<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="rv-hatch" d="M0 0V8"/></pattern></defs>
<text class="rv-stop" x="0" y="20">${source}</text><text class="rv-sub" x="0" y="40">${map.left(writeNumber(String(total)))}</text>
${heading(river, words)}
${river.courses.map(laneHome)}
${drawSource(river)}${river.courses.map(band)}${river.courses.map(post)}
${river.courses.map((course) => arrival(course, words, isAlone))}</svg>`
}

/** Over the posts: the place, or how many there are. */
function heading({ courses }: River, { map }: Messages): Html {
  const places = [...new Set(courses.flatMap(({ branch }) => branch.place ?? []))]
  const [first] = places
  const name = places.length === 1 && first !== undefined ? first : map.places(places.length)
  return places.length === 0
    ? nothing
    : html`<text class="rv-stop" x="${POST_X}" y="20">${name}</text>`
}

function drawSource({ top, thickness }: River): Html {
  const middle = top + thickness / 2 - 14
  return html`<path class="rv-source" d="M${SOURCE_WIDTH} ${top}H8a8 8 0 0 0-8 8V${top + thickness - 8}a8 8 0 0 0 8 8H${SOURCE_WIDTH}Z"/>
<g class="rv-ic rv-srcic" transform="translate(18 ${middle}) scale(1.17)">${iconShape('points')}</g>`
}

function band({ branch, thickness, fromY, toY }: Course): Html {
  const half = (SOURCE_WIDTH + POST_X) / 2
  const path = `M${SOURCE_WIDTH} ${fromY}C${half} ${fromY} ${half} ${toY} ${POST_X} ${toY}V${toY + thickness}C${half} ${toY + thickness} ${half} ${fromY + thickness} ${SOURCE_WIDTH} ${fromY + thickness}Z`
  const straight = fromY === toY && thickness >= NUMBER_ROOM
  return html`<path class="rv-water" d="${path}"/>${
    straight
      ? html`<text class="rv-flow" x="${half}" y="${fromY + thickness / 2 + 5}" text-anchor="middle">${writeNumber(String(branch.amount))} →</text>`
      : nothing
  }`
}

function post({ thickness, toY }: Course): Html {
  return html`<rect class="rv-post" x="${POST_X}" y="${toY - 9}" width="${POST}" height="${thickness + 18}" rx="2.5"/>`
}

/** What the value does where it arrives: rests behind a weir, goes on, sinks, is let go, turns home. */
function arrival(course: Course, words: Messages, alone: boolean): Html {
  if (course.lane !== undefined) return homecoming(course, course.lane, words)
  const { branch, thickness, toY } = course
  const middle = toY + thickness / 2
  const roomy = alone && thickness >= WIDE
  const textX = WORDS_X + (branch.bucket === 'onward' ? 24 : 0)
  return html`<rect class="rv-pool f-${branch.bucket}" x="${POOL_X}" y="${toY}" width="${POOL}" height="${thickness}" rx="${Math.min(8, thickness / 2)}"/>
${branch.bucket === 'gone' ? html`<rect fill="url(#hatch)" x="${POOL_X}" y="${toY}" width="${POOL}" height="${thickness}" rx="${Math.min(8, thickness / 2)}"/>` : nothing}
${thickness >= ICON_ROOM ? html`<g class="rv-ic rv-pi rv-pi--${branch.bucket}" transform="translate(${POOL_X + 18} ${middle - 14}) scale(1.17)">${iconShape(branch.bucket)}</g>` : nothing}
${branch.bucket === 'held' ? html`<rect class="rv-weir" x="${WEIR_X}" y="${toY - 11}" width="8" height="${thickness + 22}" rx="4"/>` : nothing}
${branch.bucket === 'onward' ? html`<path class="rv-arrow" d="M${WEIR_X} ${middle}h22m-7 -7 7 7-7 7"/>` : nothing}
${roomy && branch.bucket === 'held' ? dryBed(course, words) : nothing}
${label(branch, { x: textX, y: middle - 3, words })}`
}

/** What did not happen, drawn so that it can be seen: beyond the weir the bed is dry. */
function dryBed({ thickness, toY }: Course, { map }: Messages): Html {
  const x = WEIR_X + 8
  return html`<path class="rv-bed" d="M${x} ${toY}H${WIDTH}M${x} ${toY + thickness}H${WIDTH}"/>
<text class="rv-dry" x="${DRY_X}" y="${toY + thickness / 2 + 5}">${map.dry}</text>`
}

function laneHome({ thickness, toY, lane }: Course): Html {
  if (lane === undefined) return nothing
  const { y, turnX, radius } = lane
  const fromY = toY + thickness / 2
  const x = turnX - radius
  return html`<path class="rv-home" stroke-width="${thickness}" d="M${POOL_X} ${fromY}H${x}A${radius} ${radius} 0 0 1 ${turnX} ${fromY + radius}V${y - radius}A${radius} ${radius} 0 0 1 ${x} ${y}H78"/>
<path class="f-returned" d="M79 ${y - thickness / 2 - 5}L59 ${y}L79 ${y + thickness / 2 + 5}Z"/>`
}

function homecoming({ branch, thickness }: Course, { y }: Lane, words: Messages): Html {
  const height = Math.max(16, thickness)
  return html`<rect class="f-returned" x="0" y="${y - height / 2}" width="54" height="${height}" rx="8"/>
${thickness >= ICON_ROOM ? html`<g class="rv-ic rv-pi rv-pi--returned" transform="translate(13 ${y - 14}) scale(1.17)">${iconShape('returned')}</g>` : nothing}
${label(branch, { x: 0, y: y + height / 2 + 22, words })}`
}

/** Where it is, or where it came back from. */
export function noteOf({ bucket, place }: Branch, { map }: Messages): string {
  if (place === undefined) return map.neverLeft
  return bucket === 'returned' ? map.home(place) : place
}

function label(branch: Branch, at: { x: number; y: number; words: Messages }): Html {
  return html`<text class="rv-h rv-h--${branch.bucket}" x="${at.x}" y="${at.y}">${writeNumber(String(branch.amount))} ${bucketName(branch.bucket, at.words)}</text>
<text class="rv-n" x="${at.x}" y="${at.y + 19}">${noteOf(branch, at.words)}</text>`
}
