import { readFileSync } from 'node:fs'
import { hash, verify } from '@node-rs/argon2'
import { foldName } from '../names.ts'

const PASSWORD_LENGTH_MIN = 10
/** Longer text would make one sign-in cost as much as many. */
export const PASSWORD_LENGTH_MAX = 200
const DIFFERENT_LETTERS_MIN = 4
const NAME_LENGTH_MIN = 4

/** Argon2id (the library's default kind) as the OWASP password storage sheet sets it. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** The most used passwords of ten letters and more; shorter ones are refused for their length. */
const COMMON = new Set(
  readFileSync(new URL('../../words/common-passwords.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
)

/** A hash of a password that nobody has: unknown names cost the same work as known ones. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$onnT6j9+8e5/VCZQfXNxuQ$/CTSKxzjm3ZBhogZ10J6CdzB3vMUEqyqdCIQncTOP8w'

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST)
}

/** Compares a password with a stored hash; without one it works as long and says no. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const same = await verify(stored ?? NOBODY, password.normalize('NFKC'))
  return same && stored !== undefined
}

/**
 * Why a password is too weak, or `undefined`. `names` are the member's login ID, address and name:
 * whoever knows those tries them first. OWASP ASVS 5.0, 6.2.1, 6.2.4 and 6.2.11.
 */
export function findWeakness(password: string, names: readonly string[]): string | undefined {
  const folded = foldName(password)
  if ([...folded].length < PASSWORD_LENGTH_MIN) {
    return `must have at least ${PASSWORD_LENGTH_MIN} letters`
  }
  if (COMMON.has(folded)) return 'is one of the passwords that are tried first'
  if (new Set(folded).size < DIFFERENT_LETTERS_MIN || isRun(folded)) {
    return 'is one letter or one row of letters again and again'
  }
  const parts = names.flatMap((name) => [foldName(name), foldName(name).split('@')[0] ?? ''])
  const known = parts.find((part) => part.length >= NAME_LENGTH_MIN && folded.includes(part))
  return known === undefined ? undefined : 'contains your login ID, address or name'
}

function isRun(text: string): boolean {
  const steps = new Set<number>()
  for (let i = 1; i < text.length; i++) steps.add(text.charCodeAt(i) - text.charCodeAt(i - 1))
  return steps.size === 1
}
