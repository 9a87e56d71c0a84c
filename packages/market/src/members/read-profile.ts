import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { countRatings } from '../ratings/count-ratings.ts'
import { countSales, readMemberRow } from '../store/member.ts'
import { namesOf } from './names-of.ts'

export interface MemberProfile {
  readonly profileId: string
  readonly memberId: string
  readonly name: string
  readonly introduction: string
  readonly joinedAt: Date
  readonly listed: number
  readonly sold: number
  /** Of both roles, and only those that both sides may see by now. */
  readonly ratings: { readonly good: number; readonly bad: number }
}

/**
 * Reads what everybody may see of a member.
 *
 * Refusals: market/unknown_member.
 */
export async function readProfile(
  ctx: Ctx,
  deps: MarketDeps,
  which: { profileId: string },
): Promise<Result<MemberProfile, MarketError>> {
  const member = await readMemberRow(ctx, which)
  if (!member) return refuse({ code: 'market/unknown_member' })
  const names = await namesOf(ctx, deps, [member.memberId])
  const sales = await countSales(ctx, member.memberId)
  const ratings = await countRatings(ctx, member.memberId)
  return ok({ ...member, ...sales, ratings, name: names(member.memberId) })
}
