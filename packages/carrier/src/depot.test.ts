import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Depot, moveParcels, putLabel, takeParcel, turnRound, voidLabel } from './depot.ts'

const to = { name: '名', postalCode: '1500001', prefecture: '東京都', city: '渋谷区', line: '1' }
const about = { client: 'furimaru', trackingNumber: '300000000004' }
const label = { ...about, code: 'code-of-one', to }
const at = (text: string) => new Date(`${text}+09:00`)
const noon = at('2017-09-12T12:00:00')

function openDepot(): Depot {
  let serial = 0
  return {
    parcels: new Map(),
    untold: new Map(),
    newId: () => {
      serial += 1
      return `cn_${serial}`
    },
  }
}

const statuses = (depot: Depot) => [...depot.untold.values()].map(({ scan }) => scan.status)

test('a parcel is at its door on the next day after lunch, each scan at its hour', () => {
  const depot = openDepot()
  assert.ok(putLabel(depot, label).ok)
  assert.ok(takeParcel(depot, { code: label.code }, noon).ok)
  moveParcels(depot, at('2017-09-20T00:00:00'))
  assert.deepEqual(
    [...depot.untold.values()].map(({ scan }) => [scan.status, scan.at]),
    [
      ['accepted', noon],
      ['in_transit', at('2017-09-12T16:00:00')],
      ['out_for_delivery', at('2017-09-13T08:00:00')],
      ['delivered', at('2017-09-13T14:00:00')],
    ],
  )
})

test('no counter takes a void code, also when the void came before the label', () => {
  for (const first of ['label', 'void']) {
    const depot = openDepot()
    if (first === 'label') putLabel(depot, label)
    voidLabel(depot, about)
    if (first === 'void') putLabel(depot, label)
    const taken = takeParcel(depot, { code: label.code }, noon)
    assert.deepEqual(taken, { ok: false, error: { code: 'carrier/void' } })
    assert.deepEqual(statuses(depot), [])
  }
})

test('a parcel that was taken is not voided, not taken twice and not sent elsewhere', () => {
  const depot = openDepot()
  putLabel(depot, label)
  takeParcel(depot, { code: label.code }, noon)
  const voided = voidLabel(depot, about)
  assert.ok(voided.ok && !voided.value.isVoid)
  assert.ok(!takeParcel(depot, { code: label.code }, noon).ok)
  assert.ok(putLabel(depot, label).ok)
  const elsewhere = putLabel(depot, { ...label, to: { ...to, line: '2' } })
  assert.deepEqual(elsewhere, { ok: false, error: { code: 'carrier/taken' } })
})

test('the sender turns it round until it is delivered, and it comes back to him', () => {
  const depot = openDepot()
  takeParcel(depot, about, noon)
  assert.ok(turnRound(depot, about, at('2017-09-13T09:00:00')).ok)
  assert.ok(turnRound(depot, about, at('2017-09-13T10:00:00')).ok)
  moveParcels(depot, at('2017-09-20T00:00:00'))
  assert.deepEqual(statuses(depot).slice(-3), ['out_for_delivery', 'turned_round', 'brought_back'])
  const late = openDepot()
  takeParcel(late, about, noon)
  const turned = turnRound(late, about, at('2017-09-13T14:00:00'))
  assert.deepEqual(turned, { ok: false, error: { code: 'carrier/delivered' } })
})

test('nobody speaks for the parcels of another company', () => {
  const depot = openDepot()
  putLabel(depot, label)
  const other = { ...about, client: 'kazemai' }
  assert.ok(!putLabel(depot, { ...label, client: 'kazemai' }).ok)
  assert.ok(!voidLabel(depot, other).ok)
  takeParcel(depot, { code: label.code }, noon)
  assert.ok(!turnRound(depot, other, noon).ok)
})
