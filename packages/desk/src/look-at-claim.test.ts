import assert from 'node:assert/strict'
import { test } from 'node:test'
import { amount } from '@modosu/kernel'
import fc from 'fast-check'
import { type ClaimAmounts, placesOf } from './look-at-claim.ts'

const buckets = ['held', 'onward', 'gone', 'returned', 'released'] as const

const amounts = fc.bigInt({ min: 0n, max: 50n }).map(amount)
const leg = fc.record({
  company: fc.constantFrom('furimaru', 'kaimono'),
  asked: amounts,
  answered: fc.boolean(),
  held: amounts,
  onward: amounts,
  gone: amounts,
  returned: amounts,
  released: amounts,
  beyond: fc.record({ held: amounts, returned: amounts, gone: amounts }),
  holdings: fc.array(
    fc.record({
      kind: fc.constantFrom('order_awaiting_shipment', 'balance'),
      bucket: fc.constantFrom('held', 'returned', 'gone'),
      amount: amounts,
      stoppableUntil: fc.constant(null),
    }),
    { maxLength: 3 },
  ),
})
const claim: fc.Arbitrary<ClaimAmounts> = fc.record({
  held: amounts,
  onward: amounts,
  gone: amounts,
  returned: amounts,
  released: amounts,
  legs: fc.array(leg, { maxLength: 4 }),
})

test('whatever neighbours report, the places add up to the claim in every bucket', () => {
  fc.assert(
    fc.property(claim, (seen) => {
      const places = placesOf('hinata', seen)
      for (const bucket of buckets) {
        const sum = places.reduce((total, place) => total + place[bucket], 0n)
        assert.equal(sum, seen[bucket])
      }
      const cameBack = places.reduce((total, place) => total + place.cameBack, 0n)
      assert.ok(cameBack <= seen.returned, 'more came back from somewhere than came back')
    }),
    { seed: Number(process.env.FC_SEED ?? 20170914) },
  )
})

test('a held order is at the market and what is back is with us', () => {
  const places = placesOf('hinata', {
    held: amount(39_800n),
    onward: amount(0n),
    gone: amount(0n),
    returned: amount(200n),
    released: amount(0n),
    legs: [
      {
        company: 'furimaru',
        asked: amount(39_800n),
        answered: true,
        held: amount(39_800n),
        onward: amount(0n),
        gone: amount(0n),
        returned: amount(0n),
        released: amount(0n),
        beyond: { held: amount(0n), returned: amount(0n), gone: amount(0n) },
        holdings: [
          {
            kind: 'order_awaiting_shipment',
            bucket: 'held',
            amount: amount(39_800n),
            stoppableUntil: null,
          },
        ],
      },
    ],
  })
  assert.deepEqual(
    places.map(({ company, kind, held, returned }) => [company, kind, held, returned]),
    [
      ['furimaru', 'order_awaiting_shipment', 39_800n, 0n],
      ['hinata', 'balance', 0n, 200n],
    ],
  )
})

test('what is held further away is told as held beyond the company that went before, as a figure', () => {
  const none = amount(0n)
  const places = placesOf('hinata', {
    held: amount(900n),
    onward: amount(100n),
    gone: none,
    returned: none,
    released: none,
    legs: [
      {
        company: 'kaimono',
        asked: amount(1_000n),
        answered: true,
        held: none,
        onward: amount(1_000n),
        gone: none,
        returned: none,
        released: none,
        beyond: { held: amount(900n), returned: amount(60n), gone: none },
        holdings: [],
      },
    ],
  })
  assert.deepEqual(
    places.map(({ company, kind, held, onward, onItsWay }) => [
      company,
      kind,
      held,
      onward,
      onItsWay,
    ]),
    [['kaimono', 'elsewhere', 900n, 100n, 60n]],
  )
})
