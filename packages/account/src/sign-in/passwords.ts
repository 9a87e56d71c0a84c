import { hash, verify } from '@node-rs/argon2'

/** Longer text would make one sign-in cost as much as many. */
export const PASSWORD_LENGTH_MAX = 200

/** Argon2id (the library's default kind) as the OWASP password storage sheet sets it. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

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
