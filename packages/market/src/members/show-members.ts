import type { Ctx } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { Listing } from '../listings/listing.ts'
import { readProfileIds } from '../store/member.ts'
import { namesOf } from './names-of.ts'

/** A member as others see him. */
export interface Seen {
  readonly name: string
  /** Leads to the profile; nothing where the member never did anything here. */
  readonly profileId: string | null
}

export type Shown<L> = L & { readonly seller: Seen }

/** What others see of these members, asked for all at once. */
export async function showMembers(
  ctx: Ctx,
  deps: MarketDeps,
  memberIds: readonly string[],
): Promise<(memberId: string) => Seen> {
  const names = await namesOf(ctx, deps, memberIds)
  const profiles = await readProfileIds(ctx, [...new Set(memberIds)])
  return (memberId) => ({ name: names(memberId), profileId: profiles.get(memberId) ?? null })
}

export async function showListings(
  ctx: Ctx,
  deps: MarketDeps,
  listings: readonly Listing[],
): Promise<readonly Shown<Listing>[]> {
  const show = await showMembers(
    ctx,
    deps,
    listings.map((listing) => listing.sellerId),
  )
  return listings.map((listing) => ({ ...listing, seller: show(listing.sellerId) }))
}
