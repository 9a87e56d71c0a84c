/** Where a parcel goes, as the sender's market tells it. */
export interface Address {
  readonly name: string
  readonly postalCode: string
  readonly prefecture: string
  readonly city: string
  readonly line: string
}

/** What the carrier writes down of a parcel, in the words of its records. */
export type ScanStatus =
  | 'accepted'
  | 'in_transit'
  | 'out_for_delivery'
  | 'delivered'
  | 'turned_round'
  | 'brought_back'

export interface Scan {
  readonly status: ScanStatus
  readonly at: Date
}

/** A slip number and everything the carrier knows of it. */
export interface Parcel {
  readonly trackingNumber: string
  /** The company that hears of it. */
  readonly client: string
  /** What the sender shows at the counter; a slip that he filled in himself has none. */
  readonly code: string | null
  readonly to: Address | null
  readonly isVoid: boolean
  readonly scans: readonly Scan[]
  /** What happens to it by itself, and when. */
  readonly next: Scan | null
}

/** What a client has to be told, until it has taken it. */
export interface Notice {
  readonly noticeId: string
  readonly client: string
  readonly trackingNumber: string
  readonly scan: Scan
}
