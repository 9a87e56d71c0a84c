import type { Ctx } from '@modosu/kernel'
import type { NeighbourDirectory } from '@modosu/recall'
import type { Carrier } from './parcels/tracking-number.ts'
import type { MarketProfile } from './profiles/profile.ts'

/** What the market needs to know of a member: where to write, and the name that others see. */
export interface MarketMember {
  readonly memberId: string
  readonly email: string
  readonly displayName: string
}

/** The market's contract with a carrier: labels go there, scans come from there. */
export interface CarrierContract {
  readonly baseUrl: string
  readonly token: string
  /** Of one label, in yen. */
  readonly postage: bigint
  /** What its webhooks are signed with; two while a secret changes. */
  readonly webhookSecrets: readonly string[]
}

/** What the wiring gives to the market. */
export interface MarketDeps {
  readonly neighbours: NeighbourDirectory
  /** The neighbour that buyers pay with. */
  readonly payCompany: string
  readonly profile: MarketProfile
  /** Carriers with whom the market has a contract; slips of the others are typed in. */
  readonly carriers?: Readonly<Partial<Record<Carrier, CarrierContract>>>
  /** Where the market's pages stand, without a trailing slash: for links in mails. */
  readonly origin: string
  /** The shop's name as the buyer reads it on the approval page. */
  readonly displayName: { readonly ja: string; readonly en: string }
  /** The members that exist of those asked for; the account room knows them. */
  readMembers(ctx: Ctx, memberIds: readonly string[]): Promise<readonly MarketMember[]>
}
