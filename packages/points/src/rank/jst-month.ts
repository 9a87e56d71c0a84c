const JST_OFFSET_MS = 9 * 60 * 60 * 1000

/** The instant at which the JST calendar month of `at`, moved by `months`, begins. */
export function startOfJstMonth(at: Date, months = 0): Date {
  const there = new Date(at.getTime() + JST_OFFSET_MS)
  const begins = Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + months, 1)
  return new Date(begins - JST_OFFSET_MS)
}
