/** Where an offset of a leg is, in the words of the protocol. */
export type Bucket = 'awaited' | 'held' | 'onward' | 'no_answer' | 'gone' | 'returned' | 'released'

/** Which bucket may follow which, as the protocol lists it; written here a second time on purpose. */
export const MAY_FOLLOW: Readonly<Record<Bucket, readonly Bucket[]>> = {
  // Arriving value may at once turn out to have moved on, sunk, or be another case's.
  awaited: ['held', 'onward', 'gone', 'returned', 'released'],
  held: ['returned', 'gone', 'released'],
  // Value that came back is passed up in the same transaction, so `held` may not be seen between.
  onward: ['held', 'gone', 'no_answer', 'released', 'returned'],
  no_answer: ['held', 'gone', 'released', 'returned'],
  gone: ['held', 'returned'],
  returned: [],
  released: [],
}

/** The bucket in which an offset counts. */
export const COUNTS_AS = {
  awaited: 'held',
  held: 'held',
  onward: 'onward',
  no_answer: 'gone',
  gone: 'gone',
  returned: 'returned',
  released: 'released',
} as const satisfies Record<Bucket, string>
