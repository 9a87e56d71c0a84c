import { strict as assert } from 'node:assert'
import { after, afterEach, before, test } from 'node:test'
import {
  balanceSheet,
  cancelGrant,
  clawBackPoints,
  commitReservation,
  expirePockets,
  extendRolling,
  freezeAccount,
  giveBack,
  grantPending,
  openAccount,
  placeHold,
  planClaim,
  postTransfers,
  readBalance,
  readBalanceAt,
  readHistory,
  reconcileClearing,
  redeemPoints,
  releaseLapsedHolds,
  renewHold,
  reservePoints,
  settleDebt,
  settleGrant,
  spansOfTransaction,
  transferIn,
  transferOut,
  unfreezeAccount,
  verifyLedger,
  voidReservation,
} from '../src/index.ts'
import {
  grant,
  LATER,
  lotsOf,
  must,
  NOW,
  newKey,
  open,
  openTestLedger,
  pt,
  ROLLING,
  SOON,
  type TestLedger,
  totalOf,
} from './open-ledger.ts'

let ledger: TestLedger
before(async () => {
  ledger = await openTestLedger()
})
after(() => ledger.close())
afterEach(async () => {
  assert.deepEqual(await ledger.run(verifyLedger), [])
  const units = new Map<string, bigint>()
  for (const line of await ledger.run(balanceSheet)) {
    units.set(line.unit, (units.get(line.unit) ?? 0n) + line.amount)
  }
  for (const [unit, sum] of units) assert.equal(sum, 0n, `unit ${unit} does not clear to zero`)
  ledger.now = NOW
})

test('a reservation is committed in part, and the rest voided to the lots it came from', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['r1', 'shop1'])
    await open(ctx, ['escrow:r1'], 'escrow')
    await grant(ctx, 'r1', 10, SOON)
    await grant(ctx, 'r1', 30, LATER)
    const reserve = { key: 'r1', from: 'r1', to: 'escrow:r1', amount: pt(25), who: {} }
    must(await reservePoints(ctx, reserve))
    must(await reservePoints(ctx, reserve))
    const commit = { key: 'r1c', reservation: 'r1', to: 'shop1', amount: pt(12), who: {} }
    must(await commitReservation(ctx, commit))
    must(await commitReservation(ctx, commit))
    assert.deepEqual(await commitReservation(ctx, { ...commit, amount: pt(11) }), {
      ok: false,
      error: { code: 'ledger/conflicting_key', key: 'r1c' },
    })
    const tooMuch = { ...commit, key: 'r1d', amount: pt(14) }
    assert.deepEqual(await commitReservation(ctx, tooMuch), {
      ok: false,
      error: { code: 'ledger/span_not_live' },
    })
    const voided = { key: 'r1v', reservation: 'r1', who: {} }
    assert.equal(must(await voidReservation(ctx, voided)).amount, 13n)
    assert.equal(must(await voidReservation(ctx, voided)).amount, 13n)
    assert.deepEqual(await lotsOf(ctx, 'r1'), ['28@2026-08-01'])
    assert.deepEqual(await lotsOf(ctx, 'shop1'), ['10@2026-07-01', '2@2026-08-01'])
    assert.deepEqual(await voidReservation(ctx, { ...voided, reservation: 'none', key: 'x' }), {
      ok: false,
      error: { code: 'ledger/unknown_reservation', key: 'none' },
    })
  })
})

test('a pending grant is outside the balance until it is settled, and can be cancelled before', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['g1'])
    const pending = (key: string, value: number) =>
      grantPending(ctx, {
        key,
        to: 'g1',
        amount: pt(value),
        expiresAt: 'rolling',
        kind: 'earn',
        who: {},
      })
    must(await pending('g1a', 5))
    must(await pending('g1b', 7))
    assert.equal(await totalOf(ctx, 'g1'), 0n)
    const settle = { key: 'g1s', grant: 'g1a', to: 'g1', rollingExpiresAt: ROLLING, who: {} }
    must(await settleGrant(ctx, settle))
    must(await settleGrant(ctx, settle))
    must(await cancelGrant(ctx, { key: 'g1c', grant: 'g1b', who: {} }))
    assert.deepEqual(await lotsOf(ctx, 'g1'), ['5@rolling'])
    assert.deepEqual(await settleGrant(ctx, { ...settle, key: 'g1t' }), {
      ok: false,
      error: { code: 'ledger/span_not_live' },
    })
    assert.equal(
      (await readBalance(ctx, 'g1')).lots[0]?.rollingExpiresAt?.getTime(),
      ROLLING.getTime(),
    )
  })
})

test('points redeemed to an order can be given back out of its sink', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['d1'])
    await grant(ctx, 'd1', 20)
    must(await redeemPoints(ctx, { key: 'd1', from: 'd1', order: 'ord_1', amount: pt(8), who: {} }))
    const [piece] = await spansOfTransaction(ctx, { key: 'd1' })
    assert.equal(piece?.toCode, 'redeemed:ord_1')
    const parts = [{ from: piece!.to, origin: piece!.from }]
    must(await giveBack(ctx, { key: 'd1g', parts, to: 'origin', graceDays: 30, who: {} }))
    assert.equal(await totalOf(ctx, 'd1'), 20n)
  })
})

const NOTHING = { released: [], more: false }

test('a hold ends by itself unless it is renewed, and gives back what is still held', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['t1'])
    await open(ctx, ['case:t1'], 'case')
    await grant(ctx, 't1', 10, LATER)
    const [lot] = (await readBalance(ctx, 't1')).lots
    const until = new Date(NOW.getTime() + 72 * 3_600_000)
    must(
      await placeHold(ctx, {
        key: 't1',
        caseId: 'case_t1',
        spans: [lot!.span],
        to: 'case:t1',
        until,
        who: {},
      }),
    )
    ledger.now = new Date(until.getTime() - 1)
    assert.deepEqual(await releaseLapsedHolds(ctx, { graceDays: 30 }), NOTHING)
    must(await renewHold(ctx, { key: 't1r', holdKey: 't1', until: SOON, who: {} }))
    assert.equal(
      (await renewHold(ctx, { key: 't1q', holdKey: 'none', until: SOON, who: {} })).ok,
      false,
    )
  })
  ledger.now = new Date(NOW.getTime() + 80 * 3_600_000)
  assert.deepEqual(await ledger.run((ctx) => releaseLapsedHolds(ctx, { graceDays: 30 })), NOTHING)
  ledger.now = SOON
  await ledger.run(async (ctx) => {
    const { released } = await releaseLapsedHolds(ctx, { graceDays: 30 })
    assert.deepEqual(
      released.map((hold) => [hold.holdKey, hold.to]),
      [['t1', 't1']],
    )
    assert.deepEqual(await releaseLapsedHolds(ctx, { graceDays: 30 }), NOTHING)
    assert.equal(await totalOf(ctx, 't1'), 10n)
  })
})

test('a negative balance is a debt that blocks until it is settled, and no lot', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['n1', 'n2'])
    await grant(ctx, 'n1', 10, SOON)
    const clawed = await clawBackPoints(ctx, { key: 'n1', code: 'n1', amount: pt(25), who: {} })
    assert.equal(must(clawed).owed, 15n)
    await grant(ctx, 'n1', 12, LATER)
    const pay = (value: number) =>
      postTransfers(ctx, [
        { key: newKey(), from: 'n1', to: 'n2', amount: pt(value), kind: 'gift', who: {} },
      ])
    assert.deepEqual(await pay(1), ['insufficient'])
    await grant(ctx, 'n1', 5, SOON)
    assert.deepEqual(await pay(3), ['insufficient'])
    assert.deepEqual(await pay(2), ['posted'])
    const settled = must(await settleDebt(ctx, { key: 'n1s', code: 'n1', who: {} }))
    assert.deepEqual([settled.paid, settled.owed], [15n, 0n])
    assert.equal((await readBalance(ctx, 'n1')).accounts[0]?.debt, 0n)
    assert.equal(await totalOf(ctx, 'n1'), 0n)
  })
})

test('the date of regular points is one row, never moves back, and takes all of them at its end', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['e1'])
    await grant(ctx, 'e1', 3, 'rolling')
    must(await extendRolling(ctx, { code: 'e1', rollingExpiresAt: SOON }))
    assert.equal(
      (await readBalance(ctx, 'e1')).lots[0]?.rollingExpiresAt?.getTime(),
      ROLLING.getTime(),
    )
    const next = new Date(ROLLING.getTime() + 86_400_000)
    must(await extendRolling(ctx, { code: 'e1', rollingExpiresAt: next }))
    ledger.now = ROLLING
  })
  await ledger.run(async (ctx) => {
    await expirePockets(ctx, { now: ctx.now })
    assert.equal(await totalOf(ctx, 'e1'), 3n)
  })
})

test('a balance is known as of when it took effect and as of when it was written down', async () => {
  const recorded: Date[] = []
  for (const [value, day] of [
    [10, 1],
    [20, 3],
    [40, 2],
  ] as const) {
    ledger.now = new Date(`2026-06-0${day}T00:00:00Z`)
    await ledger.run(async (ctx) => {
      await open(ctx, ['p1'])
      await grant(ctx, 'p1', value)
    })
    const { rows } = await ledger.admin.query<{ at: Date }>(
      'select recorded_at as at from ledger.block order by block_id desc limit 1',
    )
    recorded.push(new Date((rows[0]?.at.getTime() ?? 0) + 1))
    // The next block must be recorded at least two milliseconds later: Date has no finer step.
    await ledger.admin.query('select pg_sleep(0.003)')
  }
  await ledger.run(async (ctx) => {
    const at = async (effectiveAt?: Date, recordedAt?: Date) =>
      (await readBalanceAt(ctx, { code: 'p1', effectiveAt, recordedAt })).total
    assert.equal(await at(new Date('2026-06-02T12:00:00Z')), 50n)
    assert.equal(await at(undefined, recorded[1]), 30n)
    assert.equal(await at(new Date('2026-06-02T12:00:00Z'), recorded[1]), 10n)
    assert.equal(await at(), 70n)
  })
})

test('clearing is compared with the neighbour transfer by transfer', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['c1'], 'member', 'yen')
    await grant(ctx, 'c1', 100)
    const send = (transferId: string, value: number) =>
      transferOut(ctx, {
        transferId,
        neighbour: 'market',
        from: 'c1',
        amount: pt(value),
        kind: 'payment',
        who: {},
      })
    for (const [id, value] of [
      ['tr_a', 10],
      ['tr_b', 20],
      ['tr_c', 30],
    ] as const) {
      must(await send(id, value))
    }
    must(
      await transferIn(ctx, {
        transferId: 'tr_d',
        neighbour: 'market',
        to: 'c1',
        amount: pt(5),
        unit: 'yen',
        kind: 'refund',
        who: {},
      }),
    )
    const line = (transferId: string, direction: 'in' | 'out', value: number) => ({
      transferId,
      direction,
      unit: 'yen',
      amount: pt(value),
    })
    const found = await reconcileClearing(ctx, {
      neighbour: 'market',
      statement: [line('tr_a', 'in', 10), line('tr_b', 'in', 21), line('tr_e', 'out', 7)],
    })
    assert.deepEqual(found.units, [{ unit: 'yen', sent: 60n, received: 5n, owed: 55n }])
    assert.deepEqual(
      found.underWay.map((l) => l.transferId),
      ['tr_c'],
    )
    assert.deepEqual(
      found.notArrived.map((l) => l.transferId),
      ['tr_e'],
    )
    assert.deepEqual(
      found.different.map((l) => l.ours.transferId),
      ['tr_b'],
    )
    assert.deepEqual(
      found.unexplained.map((l) => l.transferId),
      ['tr_d'],
    )
  })
})

test('a claim is planned by the roles of the holders, which are data', async () => {
  await ledger.run(async (ctx) => {
    must(await openAccount(ctx, { code: 'q1', unit: 'pt', kind: 'member', owner: 'q1' }))
    await open(ctx, ['mule', 'friend'])
    await open(ctx, ['escrow:q1'], 'escrow')
    await open(ctx, ['sales:q1'], 'sales')
    await grant(ctx, 'q1', 100)
    const [lot] = (await readBalance(ctx, 'q1')).lots
    const post = (from: string, to: string, value: number) =>
      postTransfers(ctx, [{ key: newKey(), from, to, amount: pt(value), kind: 'x', who: {} }])
    await post('q1', 'mule', 100)
    await post('mule', 'sales:q1', 10)
    await post('mule', 'friend', 20)
    await post('mule', 'escrow:q1', 30)
    const plan = await planClaim(ctx, { spans: [lot!.span], decided: new Map([['mule', 'thief']]) })
    assert.deepEqual(
      plan.map((step) => [step.end.accountCode, step.role, step.takes, step.end.amount]),
      [
        ['escrow:q1', 'escrow', 'traced', 30n],
        ['mule', 'thief', 'all', 40n],
        ['friend', 'holder', 'traced', 20n],
        ['sales:q1', 'seller', 'nothing', 10n],
      ],
    )
  })
})

test('history says what happened, with whom, by whom, newest first and page by page', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['y1', 'y2'])
    await grant(ctx, 'y1', 10, SOON)
    await grant(ctx, 'y1', 10, LATER)
    const who = { sessionId: 'ses_9', deviceId: 'dev_9', subject: 'mem_9', caseId: 'case_9' }
    await postTransfers(ctx, [
      { key: 'y1', from: 'y1', to: 'y2', amount: pt(15), kind: 'gift', who },
    ])
    const [newest, ...older] = await readHistory(ctx, { code: 'y1', limit: 10 })
    assert.equal(older.length, 2)
    assert.deepEqual(
      [newest?.amount, newest?.counterparty, newest?.kind, newest?.who, newest?.effectiveAt],
      [-15n, 'y2', 'gift', who, NOW],
    )
    assert.deepEqual(
      newest?.lots.map((lot) => lot.amount),
      [-10n, -5n],
    )
    const page = await readHistory(ctx, { code: 'y1', before: newest!.txnId, limit: 1 })
    assert.deepEqual(
      page.map((entry) => entry.amount),
      [10n],
    )
  })
})

test('an unfrozen account spends again', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['z1', 'z2'])
    await grant(ctx, 'z1', 5)
    must(await freezeAccount(ctx, { code: 'z1', reason: 'stop' }))
    assert.equal((await readBalance(ctx, 'z1')).accounts[0]?.frozen, true)
    must(await unfreezeAccount(ctx, { code: 'z1', reason: 'restored' }))
    const verdicts = await postTransfers(ctx, [
      { key: newKey(), from: 'z1', to: 'z2', amount: pt(5), kind: 'gift', who: {} },
    ])
    assert.deepEqual(verdicts, ['posted'])
  })
})
