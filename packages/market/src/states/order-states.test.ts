import assert from 'node:assert/strict'
import { test } from 'node:test'
import { marketMails } from '../mails.ts'
import { type ClockName, orderClocks } from './order-clocks.ts'
import { findTransition, orderTransitions } from './order-states.ts'
import {
  type OrderEvent,
  type OrderFacts,
  type OrderState,
  orderEvents,
  orderStates,
  type Transition,
} from './order-steps.ts'

/** Every value that a fact may have, possible in life or not. */
const valuesOf = (fact: string): readonly unknown[] =>
  fact === 'reviewedFrom' ? [null, 'awaiting_shipment', 'shipped', 'received'] : [false, true]

class UnknownFact extends Error {
  readonly fact: string
  constructor(fact: string) {
    super(fact)
    this.fact = fact
  }
}

interface Found {
  readonly row: Transition | undefined
  /** The facts that were looked at on the way to the row. */
  readonly facts: Partial<OrderFacts>
}

/** Every row that an event can find in a state, with the facts that lead there and no others. */
function decisionsOf(state: OrderState, event: OrderEvent, known: Partial<OrderFacts>): Found[] {
  const facts = new Proxy(known, {
    get(target, fact: string) {
      if (!(fact in target)) throw new UnknownFact(fact)
      return target[fact as keyof OrderFacts]
    },
  }) as OrderFacts
  try {
    return [{ row: findTransition(state, event, facts), facts: known }]
  } catch (error) {
    if (!(error instanceof UnknownFact)) throw error
    const { fact } = error
    return valuesOf(fact).flatMap((value) => decisionsOf(state, event, { ...known, [fact]: value }))
  }
}

const events = Object.keys(orderEvents) as OrderEvent[]

function* allDecisions() {
  for (const state of orderStates) {
    for (const event of events) {
      for (const found of decisionsOf(state, event, {})) yield { state, event, ...found }
    }
  }
}

test('every row can be reached: none stands behind one that is always taken', () => {
  const reached = new Set([...allDecisions()].map(({ row }) => row))
  const unreached = orderTransitions.filter((row) => !reached.has(row))
  assert.deepEqual(unreached, [])
})

test('under a hold no state changes and no money moves, but by the claim itself', () => {
  for (const { state, event, row, facts } of allDecisions()) {
    if (facts.held === false || !row || orderEvents[event] === 'recall') continue
    if (!row.from.some((from) => from !== 'cancelled' && from !== 'completed')) continue
    if (state === 'awaiting_payment' || state === 'awaiting_approval') continue
    if (state === 'cancelled' || state === 'completed') continue
    const moved = row.effects.filter((effect) => /^(refund|pay_)/.test(effect))
    assert.deepEqual([row.to, moved], ['same', []], `${state} ${event}`)
  }
})

test('money leaves escrow to a seller on a scan, an old order, or a decision for him, never else', () => {
  for (const { state, event, row, facts } of allDecisions()) {
    if (!row?.effects.includes('pay_seller')) continue
    const safe =
      facts.scanned ||
      facts.young === false ||
      facts.sellerKeeps ||
      facts.deliveredLong ||
      event === 'scan_recorded' ||
      event === 'risk_window_passed'
    assert.ok(safe, `${state} ${event} ${JSON.stringify(facts)}`)
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

test('money that rests is moved by every end, and never twice by one', () => {
  for (const row of orderTransitions) {
    const moves = row.effects.filter((effect) => /^(refund_escrow|pay_seller)$/.test(effect))
    const paid = row.from.every(
      (state) => state !== 'awaiting_payment' && state !== 'awaiting_approval',
    )
    if (row.ending !== undefined) assert.equal(moves.length, paid ? 1 : 0, row.event)
  }
})

test('every clock has a row for its moment, every event a row, and every mail its words', () => {
  for (const clock of Object.keys(orderClocks) as ClockName[]) {
    const { event } = orderClocks[clock]
    assert.ok(orderTransitions.some((row) => row.event === event))
  }
  for (const event of events)
    assert.ok(
      orderTransitions.some((row) => row.event === event),
      event,
    )
  for (const effect of new Set(orderTransitions.flatMap(({ effects }) => effects))) {
    const mail = effect.startsWith('mail:') ? effect.slice('mail:'.length) : undefined
    if (mail) assert.ok(mail in marketMails, effect)
  }
})
