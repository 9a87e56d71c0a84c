import { createHash } from 'node:crypto'
import { ok, type Result, refuse } from '@modosu/kernel'
import sharp from 'sharp'
import type { MarketError } from '../errors.ts'

export const PHOTO_BYTES_MAX = 10 * 1024 * 1024
/** A phone's camera makes up to 50 million; a file of a few kilobytes may claim far more. */
const PIXELS_MAX = 60_000_000
const SIDE_MIN = 64
const LARGE_SIDE = 1_280
const SMALL_SIDE = 320
const QUALITY = 82
const WHITE = { r: 255, g: 255, b: 255 }
/** Each takes a core for a tenth of a second and up to 200 MB: more at once only wait. */
const DECODES_AT_ONCE = 2

export interface Picture {
  /** Of the large one, in hexadecimal: SHA-256. */
  readonly contentHash: string
  readonly large: Buffer
  readonly small: Buffer
  readonly width: number
  readonly height: number
}

/**
 * Only these three are handed to a decoder, each to its own: libvips knows dozens of formats, some of
 * them programs (SVG, PDF), and guesses by content whatever a client calls it.
 */
const SIGNS: readonly ((bytes: Uint8Array) => boolean)[] = [
  (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff]),
  (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  (bytes) => latin(bytes, 0) === 'RIFF' && latin(bytes, 8) === 'WEBP',
]

sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
})
sharp.cache(false)
sharp.concurrency(1)

/**
 * Makes the pictures that are kept from the bytes that were sent. They are drawn anew, so nothing but
 * the picture comes through: no place, time, camera, thumbnail or words, and nothing appended.
 *
 * Refusals: market/not_a_photo (no JPEG, PNG or WebP, broken, too small, or too many pixels).
 */
export async function preparePhoto(bytes: Uint8Array): Promise<Result<Picture, MarketError>> {
  if (!SIGNS.some((isIt) => isIt(bytes))) return refuse({ code: 'market/not_a_photo' })
  return await inTurn(() => draw(bytes))
}

async function draw(bytes: Uint8Array): Promise<Result<Picture, MarketError>> {
  try {
    const picture = sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error' })
    const { width: wide = 0, height: high = 0 } = await picture.metadata()
    if (Math.min(wide, high) < SIDE_MIN) return refuse({ code: 'market/not_a_photo' })
    const { data: large, info } = await picture
      .autoOrient()
      .resize(LARGE_SIDE, LARGE_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: WHITE })
      .jpeg({ quality: QUALITY })
      .toBuffer({ resolveWithObject: true })
    const small = await sharp(large)
      .resize(SMALL_SIDE, SMALL_SIDE, { fit: 'cover' })
      .jpeg({ quality: QUALITY })
      .toBuffer()
    const contentHash = createHash('sha256').update(large).digest('hex')
    return ok({ contentHash, large, small, width: info.width, height: info.height })
  } catch {
    // Whatever a decoder says of it, it is not a picture that we can show.
    return refuse({ code: 'market/not_a_photo' })
  }
}

let running = 0
const waiting: (() => void)[] = []

async function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  if (running < DECODES_AT_ONCE) running += 1
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    // The place is handed on, or given up.
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

function startsWith(bytes: Uint8Array, sign: readonly number[]): boolean {
  return sign.every((byte, i) => bytes[i] === byte)
}

function latin(bytes: Uint8Array, from: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + 4))
}
