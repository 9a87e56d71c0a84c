import { TRANSFER_TYP } from '../../wire/messages.ts'
import { newId } from '../envelope.ts'
import { expect, type Rule, show } from '../rule.ts'

const SECTION = 'transfer'
const stateIn = (value: unknown) => (value as { state?: unknown } | undefined)?.state

export const transferRules: readonly Rule[] = [
  {
    id: 'payment-is-credited-once',
    section: SECTION,
    promise: 'a payment that is awaited is credited, and again when it is sent again',
    payments: 1,
    async check(partner) {
      const payment = await partner.pay()
      const again = await partner.transfer(payment)
      expect(stateIn(again.value) === 'credited', `again: ${show(again)}`)
      const state = await partner.stateOf(payment.transfer)
      expect(state === 'credited', `GET says ${state}`)
    },
  },
  {
    id: 'payment-cannot-change',
    section: 'Refusals',
    promise: 'another amount under the same transfer id is refused with recall/contradiction',
    payments: 1,
    async check(partner) {
      const payment = await partner.pay()
      const amount = String(BigInt(payment.amount) + 1n)
      const heard = await partner.transfer({ ...payment, amount })
      expect(heard.code === 'recall/contradiction', `answered ${show(heard)}`)
    },
  },
  {
    id: 'unawaited-payment-is-refused-for-ever',
    section: SECTION,
    promise: 'a payment that nobody waits for is refused, and stays refused',
    async check(partner) {
      const payment = {
        transfer: newId('tr'),
        kind: 'payment' as const,
        amount: String(partner.amount),
        unit: partner.unit,
        reference: newId('prq'),
        leg: null,
        original: null,
        offsets: [],
      }
      for (const time of ['first', 'again']) {
        const heard = await partner.transfer(payment)
        expect(stateIn(heard.value) === 'refused', `${time}: ${show(heard)}`)
      }
      const state = await partner.stateOf(payment.transfer)
      expect(state === 'refused', `GET says ${state}`)
    },
  },
  {
    id: 'unknown-transfer-is-said-so',
    section: 'Requests',
    promise: 'a transfer that was never seen is told as unknown',
    async check(partner) {
      const state = await partner.stateOf(newId('tr'))
      expect(state === 'unknown', `GET says ${state}`)
    },
  },
  {
    id: 'nobody-returns-what-was-not-sent',
    section: 'Refusals',
    promise: 'a return of a transfer that they never sent is refused with recall/unknown_transfer',
    async check(partner) {
      const msg = {
        transfer: newId('tr'),
        kind: 'return',
        amount: '1',
        unit: partner.unit,
        reference: null,
        leg: newId('leg'),
        original: newId('tr'),
        offsets: [['0', '1']],
      }
      const path = `/transfers/v1/${msg.transfer}`
      const heard = await partner.say({ method: 'put', path, typ: TRANSFER_TYP, msg })
      const codes = ['recall/unknown_transfer', 'recall/unknown_leg']
      expect(codes.includes(heard.code ?? ''), `answered ${show(heard)}`)
    },
  },
]
