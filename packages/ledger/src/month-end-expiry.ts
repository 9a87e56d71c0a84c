/** Japan has had no summer time since 1951: JST is UTC+9 on every date a point can have. */
const JST_OFFSET_MS = 9 * 60 * 60 * 1000

/**
 * When regular points earned at `earnedAt` end: with the end of the month before the same month of
 * the next year, in Japan. The instant is exclusive: the first moment at which they are gone.
 */
export function monthEndExpiry(earnedAt: Date): Date {
  const inJapan = new Date(earnedAt.getTime() + JST_OFFSET_MS)
  const firstOfMonth = Date.UTC(inJapan.getUTCFullYear() + 1, inJapan.getUTCMonth(), 1)
  return new Date(firstOfMonth - JST_OFFSET_MS)
}
