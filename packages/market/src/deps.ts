import type { Ctx } from '@modosu/kernel'
import type { NeighbourDirectory } from '@modosu/recall'
import type { MarketProfile } from './profile.ts'

/** What the market needs to know of a member: where to write, and the name that others see. */
export interface MarketMember {
  readonly memberId: string
  readonly email: string
  readonly displayName: string
}

/** What the wiring gives to the market. */
export interface MarketDeps {
  readonly neighbours: NeighbourDirectory
  /** The neighbour that buyers pay with. */
  readonly payCompany: string
  readonly profile: MarketProfile
  /** Where the market's pages stand, without a trailing slash: for links in mails. */
  readonly origin: string
  /** The shop's name as the buyer reads it on the approval page. */
  readonly displayName: { readonly ja: string; readonly en: string }
  /** The members that exist of those asked for; the account room knows them. */
  readMembers(ctx: Ctx, memberIds: readonly string[]): Promise<readonly MarketMember[]>
}
