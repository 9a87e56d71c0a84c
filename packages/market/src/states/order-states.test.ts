import assert from 'node:assert/strict'
import { test } from 'node:test'
import { marketMails } from '../mails.ts'
import { type ClockName, orderClocks } from './order-clocks.ts'
import { findTransition, orderTransitions } from './order-states.ts'
import { type OrderEvent, type OrderFacts, orderEvents, orderStates } from './order-steps.ts'

const factNames = [
  'held',
  'scanned',
  'young',
  'shipByPassed',
  'autoCompletePassed',
  'shipmentTold',
  'sellerKeeps',
  'declaredWithMe',
  'badFaith',
  'endedOnSilence',
  'owedFromLoss',
] as const satisfies readonly (keyof OrderFacts)[]

/** Every combination of facts, possible in life or not. */
const allFacts: OrderFacts[] = Array.from({ length: 2 ** factNames.length }, (_, bits) =>
  Object.fromEntries(factNames.map((name, i) => [name, ((bits >> i) & 1) === 1])),
) as unknown as OrderFacts[]

const events = Object.keys(orderEvents) as OrderEvent[]
const byRecall = (event: OrderEvent) => orderEvents[event] === 'recall'

test('every row can be reached: none stands behind one that is always taken', () => {
  const reached = new Set<unknown>()
  for (const facts of allFacts) {
    for (const state of orderStates) {
      for (const event of events) reached.add(findTransition(state, event, facts))
    }
  }
  assert.deepEqual(
    orderTransitions.filter((row) => !reached.has(row)),
    [],
  )
})

test('under a hold no state changes and no money moves, but by the claim itself', () => {
  for (const facts of allFacts.filter(({ held }) => held)) {
    for (const state of orderStates) {
      if (state === 'awaiting_payment' || state === 'cancelled') continue
      for (const event of events.filter((name) => !byRecall(name))) {
        const row = findTransition(state, event, facts)
        if (!row) continue
        const moved = row.effects.filter((effect) => /^(refund|pay_)/.test(effect))
        assert.deepEqual([row.to, moved], ['same', []], `${state} ${event}`)
      }
    }
  }
})

test('money leaves escrow to a seller on a scan, an old order, or a decision for him, never else', () => {
  for (const facts of allFacts) {
    for (const state of orderStates) {
      for (const event of events) {
        const row = findTransition(state, event, facts)
        if (!row?.effects.includes('pay_seller')) continue
        const safe =
          facts.scanned ||
          !facts.young ||
          facts.sellerKeeps ||
          event === 'scan_recorded' ||
          event === 'risk_window_passed'
        assert.ok(safe, `${state} ${event} ${JSON.stringify(facts)}`)
      }
    }
  }
})

test('no order comes back from its end', () => {
  for (const row of orderTransitions) {
    if (!row.from.includes('cancelled') && !row.from.includes('completed')) continue
    assert.equal(row.to, 'same', row.event)
  }
})

test('an order that ends leaves no clock behind, and only an end has an ending', () => {
  for (const row of orderTransitions) {
    const ends = row.to === 'cancelled' || row.to === 'completed'
    assert.equal(row.ending !== undefined, ends, row.event)
    if (ends) assert.ok(row.effects.includes('clear_clocks'), row.event)
  }
})

test('every clock has a row for its moment, and every mail its words', () => {
  for (const clock of Object.keys(orderClocks) as ClockName[]) {
    const { event } = orderClocks[clock]
    assert.ok(orderTransitions.some((row) => row.event === event))
  }
  const used = new Set(orderTransitions.flatMap(({ effects }) => effects))
  const mails = [...used].filter((effect) => effect.startsWith('mail:'))
  for (const effect of mails) assert.ok(effect.slice('mail:'.length) in marketMails, effect)
  const unused = Object.keys(marketMails).filter((mail) => !mails.includes(`mail:${mail}` as never))
  assert.deepEqual(unused, ['seller_commented'])
})
