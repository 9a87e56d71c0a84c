import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type PlannedChange, planGiveBack } from './plan-give-back.ts'

interface Act {
  readonly unit: string
  readonly byOwner: boolean
  readonly value: number
}

const acts = fc.array(
  fc.record({
    unit: fc.constantFrom('email', 'login_id', 'delivery_address 1', 'delivery_address 2'),
    byOwner: fc.boolean(),
    value: fc.integer({ min: 1, max: 6 }),
  }),
  { maxLength: 30 },
)

const seed = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) }

test('whatever the order, an account given back is the one in which only the owner acted', () => {
  fc.assert(
    fc.property(acts, (story: Act[]) => {
      const real = new Map<string, number>()
      const onlyOwner = new Map<string, number>()
      const changes: PlannedChange<number>[] = []
      for (const { unit, byOwner, value } of story) {
        changes.push({ unit, kept: byOwner, before: real.get(unit) ?? 0, after: value })
        real.set(unit, value)
        if (byOwner) onlyOwner.set(unit, value)
      }
      for (const [unit, value] of planGiveBack(changes)) real.set(unit, value)
      for (const [unit, value] of real) assert.equal(value, onlyOwner.get(unit) ?? 0, unit)
    }),
    { numRuns: 2_000, ...seed },
  )
})

test('what nobody else touched is not named, so that giving back writes nothing there', () => {
  const own = { unit: 'email', kept: true, before: 0, after: 1 }
  const foreign = { unit: 'login_id', kept: false, before: 3, after: 4 }
  assert.deepEqual([...planGiveBack([own, foreign])], [['login_id', 3]])
})
