import type { Ctx } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'

/** Shown where a member is no longer there. */
const GONE = '退会した会員 / former member'

/** The names that others see, asked for all at once. */
export async function namesOf(
  ctx: Ctx,
  deps: MarketDeps,
  memberIds: readonly string[],
): Promise<(memberId: string) => string> {
  const members = await deps.readMembers(ctx, [...new Set(memberIds)])
  const names = new Map(members.map((member) => [member.memberId, member.displayName]))
  return (memberId) => names.get(memberId) ?? GONE
}
