import { READ_TYP, REPORT_TYP, type ReportMessage } from '../../wire/messages.ts'
import { amountIn } from '../check-report.ts'
import { hoursFromNow, newId, now } from '../envelope.ts'
import type { Partner } from '../partner.ts'
import { expect, type Rule, same, show } from '../rule.ts'

const HOUR_MS = 3_600_000

const all = (report: ReportMessage, bucket: keyof ReportMessage['offsets'], partner: Partner) =>
  amountIn(report.offsets[bucket]) === partner.amount

async function refuses(heard: ReturnType<Partner['ask']>, code: string): Promise<void> {
  const answer = await heard
  expect(answer.code === code, `answered ${show(answer)}, not ${code}`)
}

export const askRules: readonly Rule[] = [
  {
    id: 'hold-comes-before-the-answer',
    section: 'ask',
    promise: 'value that is there is held before the ask is answered',
    payments: 1,
    async check(partner) {
      const payment = await partner.pay()
      const report = await partner.hold(partner.newAsk(payment.transfer))
      expect(all(report, 'held', partner), `the report says ${show(report.offsets)}`)
    },
  },
  {
    id: 'part-is-held-as-a-part',
    section: 'ask',
    promise: 'only the offsets that are asked for are held and told',
    payments: 1,
    async check(partner) {
      const payment = await partner.pay()
      const half = partner.amount / 2n
      const offsets: [string, string][] = [[String(half), String(partner.amount)]]
      const amount = String(partner.amount - half)
      const report = await partner.hold(partner.newAsk(payment.transfer, { offsets, amount }))
      expect(same(report.offsets.held, offsets), `held: ${show(report.offsets)}`)
    },
  },
  {
    id: 'hold-has-an-end',
    section: 'Times',
    promise: 'a hold on a press alone ends within the hours that the company itself publishes',
    payments: 1,
    async check(partner) {
      const payment = await partner.pay()
      const wished = { evidence: 'press' as const, holdUntil: hoursFromNow(24 * 365) }
      const report = await partner.hold(partner.newAsk(payment.transfer, wished))
      const hours = (new Date(report.holdUntil).getTime() - now().getTime()) / HOUR_MS
      expect(hours <= partner.holdHours.press + 1, `it is held for ${Math.round(hours)} hours`)
    },
  },
  {
    id: 'asking-again-changes-nothing',
    section: 'ask',
    promise: 'the same ask, signed anew, gets the same report',
    payments: 1,
    async check(partner) {
      const payment = await partner.pay()
      const ask = partner.newAsk(payment.transfer)
      const first = await partner.hold(ask)
      const second = await partner.hold(ask)
      expect(
        same([first.revision, first.offsets], [second.revision, second.offsets]),
        `first ${show(first.offsets)}, then ${show(second.offsets)}`,
      )
    },
  },
  {
    id: 'ask-cannot-change',
    section: 'Refusals',
    promise:
      'another transfer, case, attempt or offsets under the same leg is recall/contradiction',
    async check(partner) {
      const ask = partner.newAsk(newId('tr'))
      await partner.hold(ask)
      const less = String(partner.amount - 1n)
      for (const change of [
        { transfer: newId('tr') },
        { case: { ...ask.case, id: newId('case') } },
        { attempt: 2 },
        { offsets: [['0', less]] as [string, string][], amount: less },
        { reason: 'FRAD' as const },
      ]) {
        const heard = await partner.ask({ ...ask, ...change })
        expect(heard.code === 'recall/contradiction', `${show(change)} gave ${show(heard)}`)
      }
    },
  },
  {
    id: 'offsets-are-in-order',
    section: 'Refusals',
    promise: 'offsets that overlap are recall/offsets_overlap',
    check(partner) {
      const offsets: [string, string][] = [
        ['0', '6'],
        ['5', '9'],
      ]
      return refuses(
        partner.ask(partner.newAsk(newId('tr'), { offsets, amount: '10' })),
        'recall/offsets_overlap',
      )
    },
  },
  {
    id: 'amount-is-the-sum',
    section: 'Refusals',
    promise: 'an amount that is not the sum of the offsets is recall/amount_mismatch',
    check: (partner) =>
      refuses(
        partner.ask(partner.newAsk(newId('tr'), { offsets: [['0', '6']], amount: '7' })),
        'recall/amount_mismatch',
      ),
  },
  {
    id: 'press-confirms-nothing',
    section: 'ask',
    promise: 'a confirmed ask on a press alone is recall/evidence_missing',
    check: (partner) =>
      refuses(
        partner.ask(partner.newAsk(newId('tr'), { stance: 'confirmed', evidence: 'press' })),
        'recall/evidence_missing',
      ),
  },
  {
    id: 'claim-may-come-first',
    section: 'ask',
    promise: 'a claim before its transfer is awaited, and the transfer is caught on arrival',
    payments: 1,
    async check(partner) {
      const payment = partner.newPayment()
      const ask = partner.newAsk(payment.transfer)
      const early = await partner.hold(ask)
      expect(all(early, 'awaited', partner), `before: ${show(early.offsets)}`)
      await partner.transfer(payment)
      const late = await partner.hold(ask)
      expect(all(late, 'held', partner), `after: ${show(late.offsets)}`)
    },
  },
  {
    id: 'second-case-waits-for-the-first',
    section: 'report',
    promise: 'what one case holds is told to another as gone, with the reason PTNA',
    payments: 1,
    async check(partner) {
      const payment = await partner.pay()
      await partner.hold(partner.newAsk(payment.transfer))
      const second = await partner.hold(partner.newAsk(payment.transfer))
      expect(all(second, 'gone', partner), `the second was told ${show(second.offsets)}`)
      const reasons = second.holdings.map((holding) => holding.reason)
      expect(reasons.includes('PTNA'), `with the reasons ${show(reasons)}`)
    },
  },
  {
    id: 'registers-can-be-read',
    section: 'Requests',
    promise: 'both registers of a leg are told for repair, and nobody else’s',
    async check(partner) {
      const ask = partner.newAsk(newId('tr'))
      await partner.hold(ask)
      const read = (leg: string) =>
        partner.say({ method: 'get', path: `/recall/v1/legs/${leg}`, typ: READ_TYP, msg: { leg } })
      const { value } = await read(ask.leg)
      const registers = value as { ask?: { leg?: string }; report?: { leg?: string } } | undefined
      expect(registers?.ask?.leg === ask.leg, `it answered ${show(value)}`)
      expect(registers.report?.leg === ask.leg, `it answered ${show(value)}`)
      const none = await read(newId('leg'))
      expect(none.code === 'recall/unknown_leg', `an unknown leg gave ${show(none)}`)
    },
  },
  {
    id: 'nobody-reports-unasked',
    section: 'Refusals',
    promise: 'a report about a leg that they never opened is recall/unknown_leg',
    async check(partner) {
      const ask = partner.newAsk(newId('tr'))
      const told = await partner.hold(ask)
      for (const leg of [newId('leg'), ask.leg]) {
        const msg = { ...told, leg, revision: told.revision + 1 }
        const path = `/recall/v1/legs/${leg}/report`
        const heard = await partner.say({ method: 'put', path, typ: REPORT_TYP, msg })
        expect(heard.code === 'recall/unknown_leg', `answered ${show(heard)}`)
      }
    },
  },
]
