import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { BUYER, openScene, SELLER, ship, subjectsTo } from './market-scene.ts'
import { findingsOf, openTwoCompanies, type TwoCompanies, totalOf } from './two-companies.ts'

let two: TwoCompanies

before(async () => {
  two = await openTwoCompanies()
})
after(() => two.close())

test('a purchase is paid by a neighbour, held, and returned to the payer', async () => {
  const scene = await openScene(two)
  assert.equal((await scene.read(BUYER)).state, 'awaiting_shipment')
  assert.equal(await totalOf(two.furimaru, `escrow:${scene.orderId}`), 40_000n)
  const caseId = 'case_01k8x2m4q6s8v0w2y4z6a8c0'
  assert.equal(await two.claim(caseId), 40_000n)
  const held = await scene.read(SELLER)
  assert.equal(held.onHold, true)
  assert.equal(held.deliverTo, null)
  assert.equal((await ship(scene)).body.type, 'market/on_hold')
  assert.match(subjectsTo(two, 'mem_mikan').at(-1) ?? '', /発送をお待ちください/)
  await two.confirm(caseId)
  assert.equal((await scene.read(SELLER)).state, 'awaiting_shipment')
  const answer = await scene.step(SELLER, 'acknowledgement', { answer: 'with_me' })
  assert.deepEqual([answer.status, answer.body], [200, { state: 'awaiting_shipment' }])
  await two.settle()
  assert.equal((await scene.read(SELLER)).state, 'cancelled')
  assert.equal((await scene.listing()).state, 'listed')
  assert.deepEqual(await findingsOf(two.furimaru), [])
  assert.deepEqual(await findingsOf(two.hinata), [])
})
