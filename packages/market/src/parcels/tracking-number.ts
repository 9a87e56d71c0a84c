/** The carriers whose slips the market knows. */
export const carriers = ['yamato', 'japan_post'] as const
export type Carrier = (typeof carriers)[number]

const SEVENS = /^([0-9]{11})([0-9])$/
const SEVEN = 7n
/** Universal Postal Union, standard S10: service, eight digits, check digit, country. */
const S10 = /^[A-Z]{2}([0-9]{8})([0-9])[A-Z]{2}$/
const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7]
const ELEVEN = 11

/**
 * Whether a slip number can be one of the carrier's; hyphens and spaces are to be taken out before.
 *
 * Yamato, and parcels of Japan Post within the country: twelve digits, the last is the first eleven
 * modulo 7. Japan Post abroad: the thirteen letters and digits of S10.
 */
export function isTrackingNumber(carrier: Carrier, trackingNumber: string): boolean {
  switch (carrier) {
    case 'yamato':
      return hasRightSeven(trackingNumber)
    case 'japan_post':
      return hasRightSeven(trackingNumber) || hasRightEleven(trackingNumber)
  }
}

function hasRightSeven(written: string): boolean {
  const parts = SEVENS.exec(written)
  return parts !== null && BigInt(parts[1] ?? '') % SEVEN === BigInt(parts[2] ?? '')
}

function hasRightEleven(written: string): boolean {
  const parts = S10.exec(written)
  if (!parts) return false
  const digits = [...(parts[1] ?? '')].map(Number)
  const sum = digits.reduce((total, digit, i) => total + digit * (S10_WEIGHTS[i] ?? 0), 0)
  const check = ELEVEN - (sum % ELEVEN)
  // 10 is written 0 and 11 is written 5.
  return Number(parts[2]) === (check === 10 ? 0 : check === ELEVEN ? 5 : check)
}

/** A slip number out of eleven digits: their rest by 7 is written behind them. */
export function numberOf(serial: bigint): string {
  return String(serial).padStart(11, '0') + String(serial % SEVEN)
}

/** `1234-5678-9013` as it is printed on the slip becomes `123456789013`. */
export function plainTrackingNumber(written: string): string {
  return written.normalize('NFKC').replace(/[-\s]/g, '').toUpperCase()
}
