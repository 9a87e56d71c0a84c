import { randomBytes as nodeRandomBytes } from 'node:crypto'

/** An identifier that tells what it names: `ord_0192f0c1k3m8x5q2v7w9z4t6`. */
export type Id<Prefix extends string> = `${Prefix}_${string}`

/** Crockford's base 32 without vowels that spell words; sorts like the bytes it stands for. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const ID_LENGTH = 24
const TIME_LENGTH = 10

/** Where randomness comes from. A replay gives a seeded source, a server the system's. */
export type RandomBytes = (size: number) => Uint8Array

export const systemRandomBytes: RandomBytes = (size) => nodeRandomBytes(size)

/**
 * Makes a new identifier: ten characters of time (milliseconds), so that rows made together lie
 * together in an index, and fourteen of randomness (70 bits).
 */
export function makeId<Prefix extends string>(
  prefix: Prefix,
  now: Date,
  randomBytes: RandomBytes,
): Id<Prefix> {
  let time = now.getTime()
  let text = ''
  for (let i = 0; i < TIME_LENGTH; i++) {
    text = ALPHABET[time % 32] + text
    time = Math.floor(time / 32)
  }
  for (const byte of randomBytes(ID_LENGTH - TIME_LENGTH)) text += ALPHABET[byte % 32]
  return `${prefix}_${text}`
}

/** The pattern of an identifier at the edge. */
export function idPattern(prefix: string): RegExp {
  return new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{24}$`)
}

/** A secret for a link, cookie or code: `size` random bytes as URL-safe text. */
export function makeSecret(size: number, randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(size)).toString('base64url')
}
