import type { Ctx } from '@modosu/kernel'
import { foldName } from '../names.ts'
import type { AccountDeps } from '../policy.ts'
import { isInLeakedRange } from './ask-leaked-range.ts'
import { isLeaked } from './leaked-passwords.ts'

const DIFFERENT_LETTERS_MIN = 4
const NAME_LENGTH_MIN = 4

export interface NewPassword {
  readonly password: string
  /** The member's login ID, address and name: whoever knows those tries them first. */
  readonly names: readonly string[]
}

/**
 * Why a new password is too weak, or `undefined`. Length counts, and what is tried first is refused;
 * no kinds of letters are asked for, and none is ever too old (NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS
 * 5.0, 6.2.1, 6.2.4, 6.2.5, 6.2.10 to 6.2.12).
 */
export async function findWeakness(
  ctx: Ctx,
  deps: AccountDeps,
  chosen: NewPassword,
): Promise<string | undefined> {
  const { lengthMin, shippedList, rangeUrl } = deps.policy.passwords
  const { password } = chosen
  const names = [...chosen.names, deps.company, ...Object.values(deps.displayName)]
  const plain = findPlainWeakness({ password, names }, lengthMin)
  if (plain !== undefined) return plain
  const known = 'is known from a leak; whoever tries passwords tries it first'
  if (shippedList && isLeaked(password)) return known
  if (rangeUrl === undefined) return undefined
  return (await isInLeakedRange(ctx, { rangeUrl, password })) ? known : undefined
}

function findPlainWeakness(chosen: NewPassword, lengthMin: number): string | undefined {
  const folded = foldName(chosen.password)
  if ([...folded].length < lengthMin) return `must have at least ${lengthMin} letters`
  if (new Set(folded).size < DIFFERENT_LETTERS_MIN || isRun(folded)) {
    return 'is one letter or one row of letters again and again'
  }
  const parts = chosen.names.flatMap((name) => [foldName(name), foldName(name).split('@')[0] ?? ''])
  const known = parts.find((part) => part.length >= NAME_LENGTH_MIN && folded.includes(part))
  return known === undefined ? undefined : 'contains your login ID, address or name, or ours'
}

function isRun(text: string): boolean {
  const steps = new Set<number>()
  for (let i = 1; i < text.length; i++) steps.add(text.charCodeAt(i) - text.charCodeAt(i - 1))
  return steps.size === 1
}
