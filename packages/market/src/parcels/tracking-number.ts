/** The carriers whose slips the market knows. */
export const carriers = ['yamato'] as const
export type Carrier = (typeof carriers)[number]

const YAMATO_SLIP = /^([0-9]{11})([0-9])$/
const YAMATO_MODULUS = 7n

/**
 * Whether a slip number can be one of the carrier's. Yamato: twelve digits, the last is the first
 * eleven modulo 7; hyphens and spaces are to be taken out before.
 */
export function isTrackingNumber(carrier: Carrier, trackingNumber: string): boolean {
  switch (carrier) {
    case 'yamato': {
      const parts = YAMATO_SLIP.exec(trackingNumber)
      return parts !== null && BigInt(parts[1] ?? '') % YAMATO_MODULUS === BigInt(parts[2] ?? '')
    }
  }
}

/** `1234-5678-9013` as it is printed on the slip becomes `123456789013`. */
export function plainTrackingNumber(written: string): string {
  return written.normalize('NFKC').replace(/[-\s]/g, '')
}
