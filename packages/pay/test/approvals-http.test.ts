import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { noteRefund } from '../src/note-refund.ts'
import { openPayCompany, type PayCompany, requestId } from './pay-company.ts'

let pay: PayCompany
let ids = 0

before(async () => {
  pay = await openPayCompany(new Date('2017-09-14T00:00:00+09:00'), {
    leavingGuard: true,
    finalAt: ['counter'],
  })
})
after(() => pay.close())

const MINUTE_MS = 60_000

/** A neighbour's request for a payment that stays open for a day. */
async function ask(change: Record<string, unknown> = {}): Promise<string> {
  ids += 1
  const paymentRequestId = requestId(ids)
  const answer = await pay.ask({
    paymentRequestId,
    amount: '40000',
    unit: 'yen',
    itemName: 'ワイヤレスヘッドホン 未使用',
    place: { ja: 'フリマル', en: 'Furimaru' },
    orderReference: `ord_${ids}`,
    returnUrl: 'https://furimaru.example/orders/1',
    expiresAt: new Date(pay.company.clock.now().getTime() + 24 * 60 * MINUTE_MS).toISOString(),
    ...change,
  })
  assert.equal(answer.status, 200)
  return paymentRequestId
}

interface Who {
  readonly member: string
  readonly mark?: string
}

interface PaidEntry {
  readonly kind: string
  readonly direction: string
  readonly amount: string
  readonly payment: { readonly itemName: string } | null
}

function tokenOf({ member, mark }: Who) {
  return `member:${member}:ses_9:dev_9${mark ? `:${mark}` : ''}`
}

/** Approves, and waits until the neighbour has what was paid. */
async function approve(paymentRequestId: string, who: Who, key?: string) {
  ids += 1
  const path = `/pay/v1/payment-requests/${paymentRequestId}/approval`
  const answer = await pay.company.call('POST', path, {
    as: tokenOf(who),
    key: key ?? `approve-key-${ids}`,
  })
  if (answer.status === 200) await pay.settle()
  return answer
}

function show(paymentRequestId: string, who: Who) {
  return pay.company.call('GET', `/pay/v1/payment-requests/${paymentRequestId}`, {
    as: tokenOf(who),
  })
}

async function fill(member: string, yen: bigint) {
  await pay.give(member, { regular: yen })
  ids += 1
  const converted = await pay.company.call('POST', '/pay/v1/conversions', {
    as: tokenOf({ member }),
    body: { amount: String(yen) },
    key: `fill-key-${ids}`,
  })
  assert.equal(converted.status, 201)
}

async function walletOf(member: string): Promise<string> {
  const answer = await pay.company.call('GET', '/pay/v1/wallet', { as: tokenOf({ member }) })
  return answer.body.balance
}

test('the approval page says what, where, how much and until when', async () => {
  const id = await ask()
  const shown = await show(id, { member: 'mem_look' })
  assert.equal(shown.status, 200)
  assert.equal(shown.body.itemName, 'ワイヤレスヘッドホン 未使用')
  assert.deepEqual(shown.body.place, { ja: 'フリマル', en: 'Furimaru' })
  assert.equal(shown.body.amount, '40000')
  assert.equal(shown.body.state, 'requested')
  assert.equal(shown.body.approvedAt, null)
})

test('an approval captures at once, and the history names the item', async () => {
  await fill('mem_pays', 40_236n)
  const id = await ask()
  const approved = await approve(id, { member: 'mem_pays' })
  assert.equal(approved.status, 200)
  assert.equal(approved.body.state, 'approved')
  assert.equal(approved.body.returnUrl, 'https://furimaru.example/orders/1')
  assert.equal(await walletOf('mem_pays'), '236')
  assert.equal((await show(id, { member: 'mem_pays' })).body.state, 'approved')
  const history = await pay.company.call('GET', '/pay/v1/history', {
    as: tokenOf({ member: 'mem_pays' }),
  })
  assert.deepEqual(
    history.body.entries.map((entry: PaidEntry) => [
      entry.kind,
      entry.direction,
      entry.amount,
      entry.payment?.itemName ?? null,
    ]),
    [
      ['paid', 'out', '40000', 'ワイヤレスヘッドホン 未使用'],
      ['converted', 'in', '40236', null],
    ],
  )
})

test('an approval that is sent twice pays once; another approval of it is refused', async () => {
  await fill('mem_twice', 100_000n)
  const id = await ask()
  const first = await approve(id, { member: 'mem_twice' }, 'approve-twice-1')
  const again = await approve(id, { member: 'mem_twice' }, 'approve-twice-1')
  assert.deepEqual(again.body, first.body)
  const other = await approve(id, { member: 'mem_twice' }, 'approve-twice-2')
  assert.equal(other.status, 409)
  assert.equal(other.body.type, 'pay/already_approved')
  assert.equal(await walletOf('mem_twice'), '60000')
})

test('five approvals that race pay once', async () => {
  await fill('mem_race', 400_000n)
  const id = await ask()
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => approve(id, { member: 'mem_race' })),
  )
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409, 409, 409, 409])
  assert.equal(await walletOf('mem_race'), '360000')
})

test('what another member has paid does not exist', async () => {
  await fill('mem_first', 40_000n)
  await fill('mem_second', 40_000n)
  const id = await ask()
  await approve(id, { member: 'mem_first' })
  const shown = await show(id, { member: 'mem_second' })
  const unknown = await show(requestId('nothing'), { member: 'mem_second' })
  assert.deepEqual(shown.body, unknown.body)
  const tried = await approve(id, { member: 'mem_second' })
  assert.deepEqual(tried.body, (await approve(requestId('nothing'), { member: 'mem_second' })).body)
  assert.equal(tried.body.type, 'pay/unknown_payment')
  assert.equal(await walletOf('mem_second'), '40000')
})

test('too little in the wallet pays nothing and leaves the request open', async () => {
  await fill('mem_short', 39_999n)
  const id = await ask()
  const refused = await approve(id, { member: 'mem_short' }, 'approve-short-1')
  assert.equal(refused.status, 422)
  assert.equal(refused.body.type, 'pay/insufficient')
  assert.equal(refused.body.usable, '39999')
  assert.equal((await show(id, { member: 'mem_short' })).body.state, 'requested')
  await fill('mem_short', 1n)
  assert.equal((await approve(id, { member: 'mem_short' }, 'approve-short-1')).status, 200)
})

test('a member who never had a wallet is refused as having nothing', async () => {
  const refused = await approve(await ask(), { member: 'mem_never' })
  assert.equal(refused.body.type, 'pay/insufficient')
  assert.equal(refused.body.usable, '0')
})

test('after the time is over the request has expired, to the second', async () => {
  await fill('mem_late', 80_000n)
  const start = pay.company.clock.now().getTime()
  const early = await ask({ expiresAt: new Date(start + 10 * MINUTE_MS).toISOString() })
  const late = await ask({ expiresAt: new Date(start + 10 * MINUTE_MS).toISOString() })
  await pay.moveTo(new Date(start + 10 * MINUTE_MS - 30_000))
  assert.equal((await approve(early, { member: 'mem_late' })).status, 200)
  await pay.moveTo(new Date(start + 10 * MINUTE_MS))
  const refused = await approve(late, { member: 'mem_late' })
  assert.equal(refused.status, 410)
  assert.equal(refused.body.type, 'pay/expired')
  assert.equal((await show(late, { member: 'mem_late' })).body.state, 'expired')
  assert.equal((await show(early, { member: 'mem_late' })).body.state, 'approved')
  const written = await pay.company.inContext((ctx) =>
    ctx.tx.query('select state from pay.payment_request where payment_request_id = $1', [late]),
  )
  assert.deepEqual(written.rows, [{ state: 'expired' }])
  assert.equal(await walletOf('mem_late'), '40000')
})

test('a late job opens no door: the clock alone makes a request expire', async () => {
  await fill('mem_door', 40_000n)
  const { clock } = pay.company
  const id = await ask({ expiresAt: new Date(clock.now().getTime() + 5 * MINUTE_MS).toISOString() })
  const offsetMs = clock.offsetMs
  // The clock alone: the job that writes the expiry down is not due yet.
  clock.setOffset(offsetMs + 6 * MINUTE_MS)
  const refused = await approve(id, { member: 'mem_door' })
  const shown = await show(id, { member: 'mem_door' })
  clock.setOffset(offsetMs)
  assert.equal(refused.body.type, 'pay/expired')
  assert.equal(shown.body.state, 'expired')
  assert.equal(await walletOf('mem_door'), '40000')
})

test('after a stop nothing is paid', async () => {
  await fill('mem_stopped', 40_000n)
  const id = await ask()
  const refused = await approve(id, { member: 'mem_stopped', mark: 'spend' })
  assert.equal(refused.status, 403)
  assert.equal(refused.body.type, 'pay/spending_shut')
  assert.equal(await walletOf('mem_stopped'), '40000')
})

test('in the days after a change a purchase in escrow stays open: it can be stopped', async () => {
  await fill('mem_changed', 40_000n)
  assert.equal((await approve(await ask(), { member: 'mem_changed', mark: 'leave' })).status, 200)
})

test('refusals come in their published order', async () => {
  const poor = { member: 'mem_never', mark: 'spend' }
  assert.equal((await approve(requestId('nothing'), poor)).body.type, 'pay/unknown_payment')
  const now = pay.company.clock.now().getTime()
  const id = await ask({ expiresAt: new Date(now + 10 * MINUTE_MS).toISOString() })
  assert.equal((await approve(id, poor)).body.type, 'pay/spending_shut')
  await pay.moveTo(new Date(pay.company.clock.now().getTime() + 11 * MINUTE_MS))
  assert.equal((await approve(id, poor)).body.type, 'pay/expired')
})

test('nobody looks or approves without signing in, without a key, or by a wrong id', async () => {
  const id = await ask()
  const path = `/pay/v1/payment-requests/${id}`
  assert.equal((await pay.company.call('GET', path)).status, 401)
  const key = 'approve-nobody'
  assert.equal((await pay.company.call('POST', `${path}/approval`, { key })).status, 401)
  const as = tokenOf({ member: 'mem_look' })
  assert.equal((await pay.company.call('POST', `${path}/approval`, { as })).status, 400)
  for (const wrong of ['x', 'preq_1', `preq_${'A'.repeat(24)}`, `preq_${'a'.repeat(25)}`]) {
    const answer = await show(encodeURIComponent(wrong), { member: 'mem_look' })
    assert.equal(answer.status, 400)
    assert.equal(answer.body.errors[0].pointer, '/path/paymentRequestId')
  }
})

test('the desk reads item, price, place, time and order, with a reason that is recorded', async () => {
  await fill('mem_desk', 40_000n)
  const id = await ask()
  await approve(id, { member: 'mem_desk' })
  const path = '/pay/v1/staff/members/mem_desk/payments'
  const as = 'staff:stf_2:agent'
  const silent = await pay.company.call('GET', path, { as })
  assert.equal(silent.body.errors[0].pointer, '/header/X-Reason')
  const looked = await pay.company.call('GET', path, { as, headers: { 'x-reason': 'call' } })
  assert.equal(looked.status, 200)
  const [payment] = looked.body.payments
  assert.equal(looked.body.payments.length, 1)
  assert.equal(payment.itemName, 'ワイヤレスヘッドホン 未使用')
  assert.equal(payment.amount, '40000')
  assert.equal(payment.neighbour, 'furimaru')
  assert.equal(payment.state, 'approved')
  assert.equal(payment.sessionId, 'ses_9')
  assert.equal(payment.deviceId, 'dev_9')
  const looks = await pay.company.inContext((ctx) =>
    ctx.tx.query('select staff_id, reason from kernel.disclosure where subject = $1', ['mem_desk']),
  )
  assert.deepEqual(looks.rows, [{ staff_id: 'stf_2', reason: 'call' }])
  const member = await pay.company.call('GET', path, {
    as: tokenOf({ member: 'mem_desk' }),
    headers: { 'x-reason': 'x' },
  })
  assert.equal(member.body.type, 'kernel/not_signed_in')
})

test('only a payment that came back whole is closed, and closing twice is closing once', async () => {
  await fill('mem_closed', 40_000n)
  const id = await ask()
  const { transferId } = (await approve(id, { member: 'mem_closed' })).body
  const back = (backId: string, amount: string) =>
    pay.company.inContext((ctx) => noteRefund(ctx, { transferId, backId, amount }))
  const stateOf = async () => (await show(id, { member: 'mem_closed' })).body.state
  for (let i = 0; i < 2; i++) await back('tr_one', '39999')
  assert.equal(await stateOf(), 'approved')
  await back('tr_two', '1')
  assert.equal(await stateOf(), 'refunded')
  await back('tr_two', '1')
  assert.equal(await stateOf(), 'refunded')
  const again = await approve(id, { member: 'mem_closed' })
  assert.equal(again.body.type, 'pay/already_approved', 'a refunded request is not open again')
})

test('what a neighbour said cannot be changed by the application', async () => {
  for (const attempt of [
    'update pay.payment_request set amount = 1',
    "update pay.payment_request set item_name = 'x'",
    'delete from pay.payment_request',
  ]) {
    await assert.rejects(
      pay.company.inContext((ctx) => ctx.tx.query(attempt)),
      /permission denied/,
    )
  }
})
