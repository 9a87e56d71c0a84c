import { hash, verify } from '@node-rs/argon2'

/** Argon2id (the library's default kind) as the OWASP password storage sheet sets it. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

let nobody: Promise<string> | undefined

export function hashStaffPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST)
}

/**
 * Compares a password with the hash that is stored. Without one it does the same work against a
 * hash that nothing fits, so that the time does not tell which sign-in names exist.
 */
export async function isStaffPassword(
  password: string,
  stored: string | undefined,
): Promise<boolean> {
  nobody ??= hashStaffPassword('a password that nobody has')
  const fits = await verify(stored ?? (await nobody), password.normalize('NFKC'))
  return fits && stored !== undefined
}
