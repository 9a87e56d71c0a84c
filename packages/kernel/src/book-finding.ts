/** Something in a service's tables that the ledger tells otherwise. */
export interface BookFinding {
  /** What it is about: an order, a payment, an account. */
  readonly subject: string
  readonly what: string
}
