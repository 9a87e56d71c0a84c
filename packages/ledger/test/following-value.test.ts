import { strict as assert } from 'node:assert'
import { after, afterEach, before, test } from 'node:test'
import type { Ctx } from '@modosu/kernel'
import {
  convert,
  expirePockets,
  freezeAccount,
  giveBack,
  lotOrigins,
  openAccount,
  placeHold,
  postTransfers,
  readBalance,
  releaseHold,
  type Span,
  spansOfSessions,
  spansOfTransaction,
  traceBackward,
  traceForward,
  tracePassages,
  transferIn,
  transferOut,
  transferSpans,
  verifyLedger,
} from '../src/index.ts'
import {
  grant,
  LATER,
  lotsOf,
  must,
  NOW,
  newKey,
  open,
  openPair,
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
  await ledger.run(openPair)
})
after(() => ledger.close())
afterEach(async () => {
  assert.deepEqual(await ledger.run(verifyLedger), [])
  ledger.now = NOW
})

async function pay(ctx: Ctx, from: string, to: string, value: number, sessionId = 'ses_owner') {
  const key = newKey()
  const [verdict] = await postTransfers(ctx, [
    { key, from, to, amount: pt(value), kind: 'gift', who: { sessionId } },
  ])
  assert.equal(verdict, 'posted')
  return key
}

async function spanOf(ctx: Ctx, code: string): Promise<Span> {
  const { lots } = await readBalance(ctx, code)
  assert.equal(lots.length, 1)
  return lots[0]?.span ?? assert.fail()
}

function part(span: Span, from: number, size: number): Span {
  return { ...span, lo: span.lo + BigInt(from), amount: pt(size) }
}

test('a hold cuts exact points out of the middle of a queue and leaves the rest in its order', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['h1', 'h1to'])
    await open(ctx, ['case:h1'], 'case')
    await grant(ctx, 'h1', 100)
    const all = await spanOf(ctx, 'h1')
    const asked = [part(all, 20, 10), part(all, 50, 5)]
    const held = must(
      await placeHold(ctx, { key: 'h1', caseId: 'case_1', spans: asked, to: 'case:h1', who: {} }),
    )
    assert.deepEqual(held.missed, [])
    assert.deepEqual(
      held.held.map((piece) => piece.span),
      asked,
    )
    assert.equal(await totalOf(ctx, 'h1'), 85n)
    await pay(ctx, 'h1', 'h1to', 85)
    const ends = await traceForward(ctx, { spans: [all] })
    assert.deepEqual(
      ends.map((end) => [Number(end.originLo - all.lo), Number(end.amount), end.accountCode]),
      [
        [0, 20, 'h1to'],
        [20, 10, 'case:h1'],
        [30, 20, 'h1to'],
        [50, 5, 'case:h1'],
        [55, 45, 'h1to'],
      ],
    )
  })
})

test('units are known to have passed an escrow when they left it, not when a hold moved it around them', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['p1', 'p1seller'])
    await open(ctx, ['p1order', 'p1other'], 'escrow')
    await open(ctx, ['case:p1'], 'case')
    await grant(ctx, 'p1', 100)
    const all = await spanOf(ctx, 'p1')
    const passages = async (span: Span) =>
      (await tracePassages(ctx, { spans: [span] })).map((piece) => [
        Number(piece.originLo - all.lo),
        Number(piece.amount),
        piece.accountCode,
      ])
    await pay(ctx, 'p1', 'p1order', 60)
    assert.deepEqual(await passages(all), [])
    const ends = await traceForward(ctx, { spans: [part(all, 20, 10)] })
    const spans = ends.map((end) => end.span)
    must(await placeHold(ctx, { key: 'p1', caseId: 'case_1', spans, to: 'case:p1', who: {} }))
    assert.deepEqual(await passages(all), [[20, 10, 'p1order']])
    await pay(ctx, 'p1order', 'p1other', 25)
    await pay(ctx, 'p1other', 'p1order', 5)
    await pay(ctx, 'p1order', 'p1seller', 30)
    assert.deepEqual(await passages(all), [
      [0, 60, 'p1order'],
      [0, 5, 'p1other'],
    ])
    assert.deepEqual(await passages(part(all, 3, 4)), [
      [3, 4, 'p1order'],
      [3, 2, 'p1other'],
    ])
    assert.deepEqual(await passages(part(all, 60, 40)), [])
  })
})

test('a second hold finds points by the name they had before the first one cut the queue', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['h2', 'h2to'])
    await open(ctx, ['case:h2'], 'case')
    await grant(ctx, 'h2', 100)
    const all = await spanOf(ctx, 'h2')
    const hold = (key: string, span: Span) =>
      placeHold(ctx, { key, caseId: 'case_1', spans: [span], to: 'case:h2', who: {} })
    must(await hold('h2a', part(all, 50, 10)))
    must(await hold('h2b', part(all, 20, 10)))
    await pay(ctx, 'h2', 'h2to', 15)
    const third = must(await hold('h2c', part(all, 0, 100)))
    assert.deepEqual(third.missed, [part(all, 0, 15), part(all, 20, 10), part(all, 50, 10)])
    assert.equal(await totalOf(ctx, 'case:h2'), 85n)
    assert.equal(await totalOf(ctx, 'h2'), 0n)
    const again = must(await hold('h2b', part(all, 20, 10)))
    assert.deepEqual(again.missed, [])
  })
})

test('a hold works on a frozen account and a release puts the points back with their expiry', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['h3'])
    await open(ctx, ['case:h3'], 'case')
    await grant(ctx, 'h3', 10, LATER)
    const span = await spanOf(ctx, 'h3')
    must(await freezeAccount(ctx, { code: 'h3', reason: 'stop' }))
    const { held } = must(
      await placeHold(ctx, { key: 'h3', caseId: 'c', spans: [span], to: 'case:h3', who: {} }),
    )
    must(
      await releaseHold(ctx, {
        key: 'h3r',
        spans: held.map((piece) => piece.heldSpan),
        to: 'h3',
        who: {},
      }),
    )
    assert.deepEqual(await lotsOf(ctx, 'h3'), ['10@2026-08-01'])
    const twice = await releaseHold(ctx, {
      key: 'h3s',
      spans: [held[0]!.heldSpan],
      to: 'h3',
      who: {},
    })
    assert.deepEqual(twice, { ok: false, error: { code: 'ledger/span_not_live' } })
  })
})

/** A thief turns points into Pay beside other traffic and pays a market with it. */
async function stealThroughPay(ctx: Ctx): Promise<Span[]> {
  await open(ctx, ['v', 'noise'])
  await open(ctx, ['v-pay', 'noise-pay'], 'member', 'yen')
  await open(ctx, ['case:v'], 'case', 'yen')
  await grant(ctx, 'noise', 30, SOON)
  await grant(ctx, 'v', 40, SOON)
  await grant(ctx, 'v', 60, 'rolling')
  must(
    await convert(ctx, {
      key: newKey(),
      from: 'noise',
      to: 'noise-pay',
      amount: pt(30),
      kind: 'to_pay',
      who: {},
    }),
  )
  const who = { sessionId: 'ses_thief' }
  must(
    await convert(ctx, {
      key: newKey(),
      from: 'v',
      to: 'v-pay',
      amount: pt(70),
      kind: 'to_pay',
      who,
    }),
  )
  must(
    await transferOut(ctx, {
      transferId: 'tr_v',
      neighbour: 'market',
      from: 'v-pay',
      amount: pt(50),
      kind: 'payment',
      who,
    }),
  )
  const stolen = [
    ...(await spansOfSessions(ctx, { sessionIds: ['ses_thief'], owner: 'v' })),
    ...(await spansOfSessions(ctx, { sessionIds: ['ses_thief'], owner: 'v-pay' })),
  ]
  assert.equal(stolen.length, 4)
  return stolen
}

test('a trace crosses a conversion and ends at the transfer that left', async () => {
  await ledger.run(async (ctx) => {
    const stolen = await stealThroughPay(ctx)
    const ends = await traceForward(ctx, { spans: stolen.slice(0, 2) })
    assert.deepEqual(
      ends.map((end) => [
        end.end,
        end.accountCode,
        Number(end.amount),
        end.transferId,
        end.transferLo,
      ]),
      [
        ['onward', 'clearing:market:yen', 40, 'tr_v', 0n],
        ['onward', 'clearing:market:yen', 10, 'tr_v', 40n],
        ['live', 'v-pay', 20, undefined, undefined],
      ],
    )
    const away = await transferSpans(ctx, {
      transferId: 'tr_v',
      direction: 'out',
      lo: 35n,
      amount: pt(10),
    })
    assert.deepEqual(
      away.map((piece) => [piece.lo, piece.amount]),
      [
        [35n, 5n],
        [40n, 5n],
      ],
    )
  })
})

test('what a transfer returns goes back through the conversion to the lots it came from, once', async () => {
  await ledger.run(async (ctx) => {
    const stolen = await spansOfSessions(ctx, { sessionIds: ['ses_thief'], owner: 'v' })
    must(
      await transferIn(ctx, {
        transferId: 'tr_back',
        neighbour: 'market',
        to: 'case:v',
        amount: pt(50),
        unit: 'yen',
        kind: 'return',
        who: {},
        returnOf: {
          transferId: 'tr_v',
          ranges: [
            { lo: 40n, amount: pt(10) },
            { lo: 0n, amount: pt(40) },
          ],
        },
      }),
    )
    const back = await transferSpans(ctx, {
      transferId: 'tr_back',
      direction: 'in',
      lo: 0n,
      amount: pt(50),
    })
    const rolling = stolen.find((span) => span.amount === 30n) ?? assert.fail()
    const dated = stolen.find((span) => span.amount === 40n) ?? assert.fail()
    const given = await giveBack(ctx, {
      key: 'gb-v',
      parts: [
        { from: back[0]!.span, origin: { ...rolling, amount: pt(10) } },
        { from: back[1]!.span, origin: dated },
      ],
      to: 'origin',
      graceDays: 30,
      who: {},
    })
    must(given)
    assert.deepEqual(await lotsOf(ctx, 'v'), ['40@2026-07-01', '40@rolling'])
    const again = await giveBack(ctx, {
      key: 'gb-v2',
      parts: [{ from: part(back[1]!.span, 0, 1), origin: part(dated, 39, 1) }],
      to: 'origin',
      graceDays: 30,
      who: {},
    })
    assert.equal(again.ok, false)
    const from = await traceBackward(ctx, { spans: [await spanOf(ctx, 'v-pay')] })
    assert.deepEqual(
      from.map((end) => [end.end, end.accountCode]),
      [['issued', 'issuer:pt']],
    )
  })
})

test('an origin is given back once, also from another case, and never what nobody took', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['o1', 'thief'])
    await open(ctx, ['loss:pt'], 'loss')
    await grant(ctx, 'o1', 20, 'rolling')
    await grant(ctx, 'loss:pt', 50, LATER)
    const origin = part(await spanOf(ctx, 'o1'), 0, 15)
    await pay(ctx, 'o1', 'thief', 15)
    const fund = await spanOf(ctx, 'loss:pt')
    const cover = (from: Span, of: Span) =>
      giveBack(ctx, {
        key: newKey(),
        parts: [{ from, origin: of }],
        to: 'origin',
        graceDays: 30,
        who: {},
      })
    must(await cover(part(fund, 0, 10), part(origin, 0, 10)))
    const twice = await cover(part(fund, 10, 2), part(origin, 9, 2))
    assert.deepEqual(twice, { ok: false, error: { code: 'ledger/already_given_back' } })
    must(await cover(part(fund, 10, 5), part(origin, 10, 5)))
    const untaken = await cover(part(fund, 15, 2), part(origin, 15, 2))
    assert.deepEqual(untaken, { ok: false, error: { code: 'ledger/span_not_spent' } })
    const stolenFrom = await cover(part(await spanOf(ctx, 'thief'), 0, 5), part(origin, 0, 5))
    assert.deepEqual(stolenFrom, { ok: false, error: { code: 'ledger/not_given_from_here' } })
    assert.deepEqual(await lotsOf(ctx, 'o1'), ['20@rolling'])
  })
})

test('what expired while it was stolen lives on for the grace days, and can come out of breakage', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['x1', 'x2'])
    await grant(ctx, 'x1', 10, SOON)
    await grant(ctx, 'x1', 10, 'rolling')
  })
  const origin = await ledger.run(async (ctx) => {
    const { lots } = await readBalance(ctx, 'x1')
    await pay(ctx, 'x1', 'x2', 10)
    return lots[0]!.span
  })
  ledger.now = new Date(SOON.getTime() + 1)
  await ledger.run(async (ctx) => {
    const swept = await expirePockets(ctx, { now: ctx.now })
    assert.deepEqual(
      swept.expired.filter((row) => row.code === 'x2'),
      [{ code: 'x2', amount: 10n }],
    )
    const [end] = await traceForward(ctx, { spans: [origin] })
    assert.equal(end?.end, 'sunk')
    must(
      await giveBack(ctx, {
        key: 'grace',
        parts: [{ from: end!.span, origin }],
        to: 'origin',
        graceDays: 30,
        who: {},
      }),
    )
    assert.deepEqual(await lotsOf(ctx, 'x1'), ['10@2026-07-31', '10@rolling'])
  })
  ledger.now = ROLLING
  await ledger.run(async (ctx) => {
    await expirePockets(ctx, { now: ctx.now })
    assert.equal(await totalOf(ctx, 'x1'), 0n)
  })
})

test('a transfer that arrives twice is credited once, and never as something else', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['in1'], 'escrow', 'yen')
    const arrive = (value: number) =>
      transferIn(ctx, {
        transferId: 'tr_in',
        neighbour: 'hinata',
        to: 'in1',
        amount: pt(value),
        unit: 'yen',
        kind: 'payment',
        who: {},
      })
    assert.equal(must(await arrive(40)).replayed, false)
    assert.equal(must(await arrive(40)).replayed, true)
    assert.deepEqual(await arrive(41), {
      ok: false,
      error: { code: 'ledger/conflicting_key', key: 'transfer-in:tr_in' },
    })
    assert.equal(await totalOf(ctx, 'in1'), 40n)
    const [arrived] = await transferSpans(ctx, {
      transferId: 'tr_in',
      direction: 'in',
      lo: 10n,
      amount: pt(5),
    })
    const [from] = await traceBackward(ctx, { spans: [arrived!.span] })
    assert.deepEqual([from?.end, from?.transferId, from?.transferLo], ['arrived', 'tr_in', 10n])
  })
})

test('points that were converted and then spent by one session are one loss, not two', async () => {
  await ledger.run(async (ctx) => {
    must(await openAccount(ctx, { code: 's-pt', unit: 'pt', kind: 'member', owner: 'mem_s' }))
    must(await openAccount(ctx, { code: 's-yen', unit: 'yen', kind: 'member', owner: 'mem_s' }))
    await open(ctx, ['shop'], 'sales', 'yen')
    await grant(ctx, 's-pt', 100)
    must(
      await convert(ctx, {
        key: newKey(),
        from: 's-pt',
        to: 's-yen',
        amount: pt(30),
        kind: 'to_pay',
        who: { sessionId: 'ses_o' },
      }),
    )
    const who = { sessionId: 'ses_t' }
    must(
      await convert(ctx, {
        key: newKey(),
        from: 's-pt',
        to: 's-yen',
        amount: pt(50),
        kind: 'to_pay',
        who,
      }),
    )
    await pay(ctx, 's-yen', 'shop', 60, 'ses_t')
    const stolen = await spansOfSessions(ctx, { sessionIds: ['ses_t'], owner: 'mem_s' })
    assert.deepEqual(
      stolen.map((span) => span.amount),
      [50n, 30n],
    )
    const ends = await traceForward(ctx, { spans: stolen })
    assert.deepEqual(
      ends.map((end) => [end.accountCode, end.amount]),
      [
        ['shop', 30n],
        ['s-yen', 20n],
        ['shop', 30n],
      ],
    )
    assert.equal((await spansOfTransaction(ctx, { key: 'nothing' })).length, 0)
  })
})

test('what came from a neighbour into an account without an owner is that account’s own lot', async () => {
  await ledger.run(async (ctx) => {
    for (const [code, kind] of [
      ['stall:escrow', 'escrow'],
      ['stall:sales', 'sales'],
    ] as const) {
      must(await openAccount(ctx, { code, unit: 'yen', kind }))
    }
    must(
      await transferIn(ctx, {
        transferId: 'tr_stall',
        neighbour: 'hinata',
        to: 'stall:escrow',
        amount: pt(40),
        unit: 'yen',
        kind: 'payment',
        who: {},
      }),
    )
    await pay(ctx, 'stall:escrow', 'stall:sales', 30)
    const span = part(await spanOf(ctx, 'stall:sales'), 5, 20)
    assert.deepEqual(await lotOrigins(ctx, { spans: [span] }), [{ asked: span, origin: span }])
  })
})
