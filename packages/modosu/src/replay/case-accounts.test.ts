import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findInnocentHolds } from './case-accounts.ts'

const move = (at: string, counterparty: string, amount: number) => ({
  at: `2017-09-${at}:00:00.000Z`,
  counterparty,
  amount: `${amount}`,
  lots: [],
})

test('what goes back to the very account it was held from was held from an innocent', () => {
  const moves = [
    move('12T22', 'escrow:ord_1', 30_000),
    move('12T22', 'escrow:ord_2', 10_000),
    move('13T09', 'escrow:ord_1', -30_000),
    move('13T10', 'clearing:hinata', -10_000),
  ]
  assert.deepEqual(findInnocentHolds(moves), [{ amount: 30_000n, ms: 11 * 60 * 60 * 1000 }])
})

test('what is held again after it was let go is counted from then on', () => {
  const moves = [
    move('12T10', 'pay:mem_1', 500),
    move('12T11', 'pay:mem_1', -500),
    move('14T10', 'pay:mem_1', 500),
    move('14T12', 'pay:mem_1', -500),
  ]
  const hours = findInnocentHolds(moves).map(({ ms }) => ms / (60 * 60 * 1000))
  assert.deepEqual(hours, [1, 2])
})
