import assert from 'node:assert/strict'
import { test } from 'node:test'
import { furimaruProfile } from '../profiles/furimaru-profile.ts'
import { kawamaruProfile } from '../profiles/kawamaru-profile.ts'
import { orderClocks, payDueAt } from './order-clocks.ts'

const jst = (text: string) => new Date(`${text}+09:00`)

for (const [bought, due] of [
  ['2017-09-12T00:00:00', '2017-09-14T23:59:59'],
  ['2017-09-12T08:59:59', '2017-09-14T23:59:59'],
  ['2017-09-12T23:59:59.999', '2017-09-14T23:59:59'],
  ['2016-02-27T12:00:00', '2016-02-29T23:59:59'],
  ['2017-12-31T23:00:00', '2018-01-02T23:59:59'],
] as const) {
  test(`what is bought at ${bought} is to be paid by ${due}`, () => {
    assert.deepEqual(
      payDueAt(furimaruProfile, { orderedAt: jst(bought), approvedAt: null }),
      jst(due),
    )
  })
}

test('days are calendar days in Japan: ship by, complete at 13:00, cancel in 24 hours', () => {
  const now = jst('2017-09-12T23:30:00')
  const order = { orderedAt: now, shipsIn: 'days_2_3' } as const
  const due = (clock: keyof typeof orderClocks) =>
    orderClocks[clock].dueAt(furimaruProfile, now, order)
  assert.deepEqual(due('ship_by'), jst('2017-09-16T00:00:00'))
  assert.deepEqual(due('auto_complete'), jst('2017-09-21T13:00:00'))
  assert.deepEqual(due('cancel_silence'), jst('2017-09-13T23:30:00'))
  assert.deepEqual(due('pay_due'), jst('2017-09-15T00:14:59'))
})

test('the days of the other market are data: the seller may ask from 13:00 of the eighth day', () => {
  const now = jst('2017-09-12T23:30:00')
  const order = { orderedAt: now, shipsIn: 'days_1_2' } as const
  const due = (clock: keyof typeof orderClocks) =>
    [furimaruProfile, kawamaruProfile].map((profile) =>
      orderClocks[clock].dueAt(profile, now, order),
    )
  assert.deepEqual(due('receipt_ask'), [jst('2017-09-21T00:00:00'), jst('2017-09-20T13:00:00')])
  assert.deepEqual(due('pay_due'), [jst('2017-09-15T00:14:59'), jst('2017-09-14T23:59:59')])
  assert.deepEqual(due('approve_by')[0], jst('2017-09-14T08:30:00'))
  assert.deepEqual(due('seller_rating')[1], jst('2017-09-16T00:00:00'))
})

test('what is approved later is paid later', () => {
  const order = { orderedAt: jst('2017-09-12T12:00:00'), approvedAt: jst('2017-09-14T08:00:00') }
  assert.deepEqual(payDueAt(furimaruProfile, order), jst('2017-09-16T23:59:59'))
})
