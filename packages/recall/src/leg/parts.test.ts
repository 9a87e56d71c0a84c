import assert from 'node:assert/strict'
import { test } from 'node:test'
import { amount } from '@modosu/kernel'
import fc from 'fast-check'
import { newPart } from './new-part.ts'
import { type Bucket, isSettled, type Part, partsWithin, patchParts, sumBuckets } from './parts.ts'

const seed = process.env.FC_SEED ? Number(process.env.FC_SEED) : undefined
const RUNS = 500
const TOTAL = 60

/** The table once more, written by hand from the protocol, so that a change in one place shows. */
const ALLOWED: Readonly<Record<Bucket, readonly Bucket[]>> = {
  awaited: ['awaited', 'held', 'onward', 'gone', 'returned', 'released'],
  held: ['held', 'returned', 'gone', 'released'],
  onward: ['onward', 'held', 'gone', 'no_answer', 'released'],
  no_answer: ['no_answer', 'held', 'gone', 'released'],
  gone: ['gone', 'held', 'returned'],
  returned: ['returned'],
  released: ['released'],
}

const move = fc.record({
  lo: fc.integer({ min: 0, max: TOTAL - 1 }),
  size: fc.integer({ min: 1, max: TOTAL }),
  bucket: fc.constantFrom<Bucket>('held', 'onward', 'no_answer', 'gone', 'returned', 'released'),
})

const whole = (): Part[] => [
  newPart({ lo: 0n, amount: amount(BigInt(TOTAL)) }, { pocket: 7n, lo: 1000n }),
]

test('random moves of random offsets keep every offset in exactly one bucket, as a model of single offsets says', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 25 }), (moves) => {
      let parts = whole()
      const model = new Array<Bucket>(TOTAL).fill('awaited')
      for (const { lo, size, bucket } of moves) {
        const hi = Math.min(lo + size, TOTAL)
        const range = { lo: BigInt(lo), amount: amount(BigInt(hi - lo)) }
        const fits = model.slice(lo, hi).every((from) => ALLOWED[from].includes(bucket))
        if (!fits) {
          assert.throws(() => patchParts(parts, range, () => ({ bucket })), /may not become/)
          continue
        }
        parts = patchParts(parts, range, () => ({ bucket }))
        model.fill(bucket, lo, hi)
      }
      assert.deepEqual(spread(parts), model)
      const { held, onward, gone, returned, released } = sumBuckets(parts)
      assert.equal(held + onward + gone + returned + released, BigInt(TOTAL))
      const open = model.some((bucket) => !['gone', 'returned', 'released'].includes(bucket))
      assert.equal(isSettled(parts), !open)
    }),
    { numRuns: RUNS, ...(seed === undefined ? {} : { seed }) },
  )
})

test('a cut part still names the very units it came from', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 10 }), (moves) => {
      let parts = whole()
      for (const { lo, size } of moves) {
        const hi = Math.min(lo + size, TOTAL)
        const range = { lo: BigInt(lo), amount: amount(BigInt(hi - lo)) }
        for (const piece of partsWithin(parts, range)) {
          assert.equal(piece.originLo, piece.lo + 1000n)
        }
        parts = patchParts(parts, range, () => ({ reason: 'NOAS' }))
      }
      for (const part of parts) assert.equal(part.originLo, part.lo + 1000n)
    }),
    { numRuns: RUNS, ...(seed === undefined ? {} : { seed }) },
  )
})

test('offsets that are not of the leg are a bug, not a silent nothing', () => {
  const beyond = { lo: BigInt(TOTAL - 1), amount: amount(2n) }
  assert.throws(
    () => patchParts(whole(), beyond, () => ({ bucket: 'held' })),
    /not all of this leg/,
  )
})

function spread(parts: readonly Part[]): Bucket[] {
  return [...parts]
    .sort((a, b) => Number(a.lo - b.lo))
    .flatMap((part) => new Array<Bucket>(Number(part.amount)).fill(part.bucket))
}
