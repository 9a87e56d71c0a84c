import { ASKS_TYP, type ReportMessage } from '../../wire/messages.ts'
import { amountIn } from '../check-report.ts'
import { newId } from '../envelope.ts'
import type { Partner } from '../partner.ts'
import { expect, type Rule, show } from '../rule.ts'

const is = (
  partner: Partner,
  report: ReportMessage | undefined,
  bucket: keyof ReportMessage['offsets'],
) => report !== undefined && amountIn(report.offsets[bucket]) === partner.amount

const returnsOf = (partner: Partner, leg: string) =>
  [...partner.inbox.transfers.values()].filter(
    (transfer) => transfer.kind === 'return' && transfer.leg === leg,
  )

/** Confirms a claim about a fresh payment and waits until all of it has come back. */
async function bringBack(partner: Partner) {
  const payment = await partner.pay()
  const ask = partner.newAsk(payment.transfer)
  await partner.hold(ask)
  await partner.hold({ ...ask, stance: 'confirmed', evidence: 'verified' })
  await partner.inbox.until('the whole value comes back', () => {
    const total = returnsOf(partner, ask.leg).reduce((sum, one) => sum + BigInt(one.amount), 0n)
    return total >= partner.amount
  })
  return { payment, ask }
}

export const returnRules: readonly Rule[] = [
  {
    id: 'withdrawn-is-let-go',
    section: 'ask',
    promise: 'a withdrawn claim lets go of everything, for ever',
    payments: 1,
    async check(partner) {
      const payment = await partner.pay()
      const ask = partner.newAsk(payment.transfer)
      await partner.hold(ask)
      await partner.hold({ ...ask, stance: 'withdrawn' })
      await partner.inbox.until('everything is released', () =>
        is(partner, partner.inbox.reports.get(ask.leg), 'released'),
      )
      const late = await partner.hold({ ...ask, stance: 'confirmed', evidence: 'verified' })
      expect(late.stanceSeen === 'withdrawn', `it sees ${late.stanceSeen} after withdrawn`)
      expect(is(partner, late, 'released'), `afterwards: ${show(late.offsets)}`)
    },
  },
  {
    id: 'late-stance-is-ignored',
    section: 'ask',
    promise: 'a provisional ask that arrives after the confirmed one takes nothing back',
    async check(partner) {
      const ask = partner.newAsk(newId('tr'))
      await partner.hold({ ...ask, stance: 'confirmed', evidence: 'verified' })
      const late = await partner.hold(ask)
      expect(late.stanceSeen === 'confirmed', `it sees ${late.stanceSeen}`)
    },
  },
  {
    id: 'confirmed-comes-back',
    section: 'transfer',
    promise:
      'a confirmed claim brings its value back by returns that name leg, original and offsets',
    payments: 1,
    async check(partner) {
      const { payment, ask } = await bringBack(partner)
      const returns = returnsOf(partner, ask.leg)
      for (const one of returns) {
        expect(one.original === payment.transfer, `it returns ${one.original}`)
        expect(one.offsets.length === 1, `it names ${one.offsets.length} ranges`)
        expect(amountIn(one.offsets) === BigInt(one.amount), `${show(one)} does not add up`)
        expect(one.unit === payment.unit, `it returns ${one.unit}`)
      }
      const told = returns.flatMap((one) => one.offsets)
      const sorted = told.sort(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1))
      const gaps = sorted.filter(([lo], at) => lo !== (at === 0 ? '0' : sorted[at - 1]?.[1]))
      expect(gaps.length === 0, `the returns are not each offset once: ${show(sorted)}`)
      await partner.inbox.until('the report says returned', () =>
        is(partner, partner.inbox.reports.get(ask.leg), 'returned'),
      )
    },
  },
  {
    id: 'return-is-sent-until-it-is-heard',
    section: 'Sending',
    promise: 'a return whose answer was lost is sent again with the same content',
    payments: 1,
    async check(partner) {
      const payment = await partner.pay()
      const ask = partner.newAsk(payment.transfer)
      await partner.hold(ask)
      partner.inbox.dropNext(2)
      await partner.hold({ ...ask, stance: 'confirmed', evidence: 'verified' })
      await partner.inbox.until('the value comes back after the line broke', () =>
        returnsOf(partner, ask.leg).some((one) => one.original === payment.transfer),
      )
    },
  },
  {
    id: 'returned-is-final',
    section: 'report',
    promise: 'what was returned stays returned, whatever the asker says afterwards',
    payments: 1,
    async check(partner) {
      const { ask } = await bringBack(partner)
      const late = await partner.hold({ ...ask, stance: 'withdrawn', evidence: 'verified' })
      expect(is(partner, late, 'returned'), `afterwards: ${show(late.offsets)}`)
    },
  },
  {
    id: 'nothing-comes-back-twice',
    section: 'report',
    promise: 'offsets that were returned once are gone for any other claim, with the reason ARDT',
    payments: 1,
    async check(partner) {
      const { payment } = await bringBack(partner)
      const second = await partner.hold(
        partner.newAsk(payment.transfer, { stance: 'confirmed', evidence: 'verified' }),
      )
      expect(is(partner, second, 'gone'), `the second claim was told ${show(second.offsets)}`)
      const reasons = second.holdings.map((holding) => holding.reason)
      expect(reasons.includes('ARDT'), `with the reasons ${show(reasons)}`)
    },
  },
  {
    id: 'many-asks-in-one-message',
    section: 'Requests',
    promise: 'each ask of a message is answered for itself, in order',
    capability: 'asks',
    async check(partner) {
      const good = partner.newAsk(newId('tr'))
      const bad = { ...partner.newAsk(newId('tr')), case: good.case, amount: '1' }
      partner.inbox.asks.set(good.leg, good)
      const heard = await partner.say({
        method: 'put',
        path: '/recall/v1/asks',
        typ: ASKS_TYP,
        msg: { asks: [good, bad] },
      })
      const { answers } = (heard.value ?? {}) as {
        answers?: { leg?: string; report?: unknown; problem?: { code?: string } }[]
      }
      const [first, second] = answers ?? []
      expect(first?.leg === good.leg && first.report !== undefined, `answered ${show(heard)}`)
      expect(
        second?.leg === bad.leg && second.problem?.code === 'recall/amount_mismatch',
        `answered ${show(heard)}`,
      )
    },
  },
  {
    id: 'confirmed-transfer-can-be-stopped',
    section: 'transfer',
    promise: 'a confirmed transfer that has not arrived is stopped, and refused if it ever comes',
    capability: 'stop',
    payments: 1,
    async check(partner) {
      const payment = partner.newPayment()
      const ask = partner.newAsk(payment.transfer, { stance: 'confirmed', evidence: 'verified' })
      await partner.hold(ask)
      await partner.inbox.until('a stop of the transfer arrives', () =>
        [...partner.inbox.transfers.values()].some(
          (one) => one.kind === 'stop' && one.original === payment.transfer && one.leg === ask.leg,
        ),
      )
      const heard = await partner.transfer(payment)
      const state = (heard.value as { state?: unknown } | undefined)?.state
      expect(state === 'refused', `the stopped transfer was answered ${show(heard)}`)
    },
  },
  {
    id: 'own-messages-keep-the-rules',
    section: 'report',
    promise: 'every message that they send by themselves is signed, complete and never takes back',
    async check(partner) {
      expect(partner.inbox.broken.length === 0, partner.inbox.broken.join('; '))
    },
  },
]
