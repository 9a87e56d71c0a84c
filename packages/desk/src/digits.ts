/** `39,800`: an amount as a person reads it. */
export function digits(amount: bigint): string {
  return amount.toLocaleString('en-US')
}
