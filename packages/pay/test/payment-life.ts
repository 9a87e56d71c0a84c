import assert from 'node:assert/strict'
import { amount } from '@modosu/kernel'
import { readBalance, verifyLedger } from '@modosu/ledger'
import { refundTransfer } from '@modosu/recall'
import { checkPayBooks } from '../src/index.ts'
import { type PayCompany, requestId } from './pay-company.ts'

const TYP = {
  captures: 'modosu-payment-capture+jwt',
  void: 'modosu-payment-void+jwt',
  status: 'modosu-payment-status+jwt',
}

/** A payer and a merchant, and everything that both can do with payments. */
export function openPayments(pay: PayCompany, prefix: string) {
  let requests = 0
  let keys = 0
  const self = {
    ...merchantOf(pay, prefix),
    as: (memberId: string, mark?: string) =>
      `member:${memberId}:ses_${memberId}:dev_1${mark ? `:${mark}` : ''}`,
    /** Money of both kinds: made of points, and sales money of another company. */
    async fill(memberId: string, money: { points?: bigint; wallet?: bigint; sales?: bigint }) {
      keys += 1
      await pay.give(memberId, { regular: (money.points ?? 0n) + (money.wallet ?? 0n) })
      if (money.wallet) {
        const body = { amount: String(money.wallet) }
        const call = { as: self.as(memberId), body, key: `fill-${prefix}-${keys}` }
        assert.equal((await pay.company.call('POST', '/pay/v1/conversions', call)).status, 201)
      }
      if (money.sales) await deposit(pay, self.as(memberId), money.sales)
    },
    async request(size: bigint, more: Record<string, unknown> = {}) {
      requests += 1
      const paymentRequestId = requestId(`${prefix}${requests}`)
      const asked = await pay.ask({
        paymentRequestId,
        amount: String(size),
        unit: 'yen',
        itemName: 'やかん',
        place: { ja: 'フリマル', en: 'Furimaru' },
        orderReference: `ord_${requests}`,
        returnUrl: 'https://furimaru.example/orders/1',
        expiresAt: new Date(pay.company.clock.now().getTime() + 3_600_000).toISOString(),
        ...more,
      })
      assert.equal(asked.status, 200, JSON.stringify(asked.msg))
      return paymentRequestId
    },
    approve(id: string, memberId: string, how: { points?: bigint; mark?: string } = {}) {
      keys += 1
      const query = how.points === undefined ? '' : `?points=${how.points}`
      const call = { as: self.as(memberId, how.mark), key: `approve-${prefix}-${keys}` }
      return pay.company.call('POST', `${pathOf(id)}/approval${query}`, call)
    },
    async balances(memberId: string) {
      const of = async (code: string) =>
        Number((await pay.company.inContext((ctx) => readBalance(ctx, code))).total)
      return {
        points: await of(`points:${memberId}`),
        wallet: await of(`pay:${memberId}`),
        sales: await of(`pay_sales:${memberId}`),
      }
    },
    async books() {
      await pay.settle()
      return await pay.company.inContext(async (ctx) => [
        ...(await checkPayBooks(ctx)),
        ...(await verifyLedger(ctx)),
      ])
    },
  }

  return self
}

const pathOf = (id: string) => `/pay/v1/payment-requests/${id}`

/** What the merchant can do. */
function merchantOf(pay: PayCompany, prefix: string) {
  const idOf = (kind: string, n: number | string) =>
    `${kind}_${`${prefix}${n}`.padStart(24, '0').slice(-24)}`
  async function say(verb: keyof typeof TYP, more: string, id: string, msg: object) {
    const path = `${pathOf(id)}/${verb}${more}`
    const answer = await pay.say({ path, typ: TYP[verb], msg: { ...msg } })
    if (answer.ok) return { ok: true as const, value: answer.value as Record<string, string> }
    assert.ok(answer.problem, JSON.stringify(answer))
    return { ok: false as const, code: answer.problem.code }
  }
  return {
    async capture(id: string, n: number | string, size: bigint, final = false) {
      const captureId = idOf('cap', n)
      const msg = { paymentRequestId: id, captureId, amount: String(size), final }
      return await say('captures', `/${captureId}`, id, msg)
    },
    void: (id: string) => say('void', '', id, { paymentRequestId: id }),
    async status(id: string) {
      const path = `${pathOf(id)}/status`
      const msg = { paymentRequestId: id }
      const answer = await pay.say({ method: 'get', path, typ: TYP.status, msg })
      assert.ok(answer.ok, JSON.stringify(answer))
      return answer.value as Record<string, string | null>
    },
    /** The merchant gives back from its escrow, and the money comes home. */
    async refund(id: string, transferId: string, size?: bigint) {
      await pay.settle()
      await pay.market.inContext(async (ctx) => {
        const part = size === undefined ? {} : { amount: amount(size) }
        const from = `escrow:${id}`
        const done = await refundTransfer(ctx, { transferId, from, who: {}, ...part })
        assert.ok(done.ok)
      })
      await pay.settle()
    },
  }
}

/** Furimaru sends sales money to the number that the member shows. */
async function deposit(pay: PayCompany, as: string, size: bigint): Promise<void> {
  const shown = await pay.company.call('GET', '/pay/v1/deposit-number', { as })
  await pay.payOutAtMarket(shown.body.depositNumber, size)
  await pay.settle()
}
