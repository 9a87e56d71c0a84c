import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitsInto, lookAtWard, newWard, sumLots, totalOf } from './wards.ts'

const SEPTEMBER = '2017-09-30T15:00:00.000Z'
const lots = (regular: number, limited: number) => [
  { expiresAt: SEPTEMBER, amount: `${limited}` },
  { expiresAt: 'rolling', amount: `${regular}` },
]
const owner = { byIntruder: false, cried: false }
const intruder = { byIntruder: true, cried: false }
const afterwards = { byIntruder: false, cried: true }

test('what an intruder takes is stolen, and what the owner does in between stays his', () => {
  let ward = lookAtWard(newWard, lots(1000, 300), owner)
  ward = lookAtWard(ward, lots(800, 0), intruder)
  ward = lookAtWard(ward, lots(850, 0), owner)
  ward = lookAtWard(ward, lots(700, 0), intruder)
  assert.equal(ward.stolen, 650n)
  assert.equal(totalOf(ward.shouldBe), 1350n)
})

test('after the cry for help what comes back is not taken for the owner’s own', () => {
  let ward = lookAtWard(newWard, lots(1000, 0), owner)
  ward = lookAtWard(ward, lots(0, 0), intruder)
  ward = lookAtWard(ward, lots(1000, 0), afterwards)
  assert.equal(ward.stolen, 1000n)
  assert.equal(totalOf(ward.shouldBe), 1000n)
})

test('the same sum in another lot does not fit', () => {
  assert.equal(fitsInto(sumLots(lots(1000, 300)), sumLots(lots(1000, 300))), true)
  assert.equal(fitsInto(sumLots(lots(1300, 0)), sumLots(lots(1000, 300))), false)
})

test('regular points that wait in a case without a date are regular points', () => {
  const waiting = [{ expiresAt: 'never', amount: '1000' }]
  assert.equal(fitsInto(sumLots(waiting), sumLots(lots(1000, 0))), true)
})
