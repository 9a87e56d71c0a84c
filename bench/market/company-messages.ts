/** What the bench and a company's process say to each other. */
export type CompanyQuestion =
  | { readonly kind: 'figures'; readonly from: string; readonly until: string }
  | { readonly kind: 'clear' }
  | { readonly kind: 'close' }

export interface CompanyFigures {
  /** Orders whose money came to rest in escrow within the window. */
  readonly paid: number
  /** From the order to its money in escrow, each. */
  readonly paidMs: readonly number[]
  /** What the ledger finds wrong with itself. */
  readonly findings: number
}

export type CompanyAnswer =
  | { readonly kind: 'ready'; readonly origin: string; readonly tokens: readonly string[] }
  | { readonly kind: 'figures'; readonly figures: CompanyFigures }
  | { readonly kind: 'cleared' }
