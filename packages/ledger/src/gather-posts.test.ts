import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { type Tx, txOf } from '@modosu/kernel'
import { choices } from '../test/histories/choices.ts'
import {
  contextAt,
  grant,
  lotsOf,
  newKey,
  open,
  openTestLedger,
  pt,
  ROLLING,
  SOON,
  type TestLedger,
  totalOf,
} from '../test/open-ledger.ts'
import {
  freezeAccount,
  gatherPosts,
  type PostGatherer,
  type PostInput,
  postTransfers,
  unfreezeAccount,
  verifyLedger,
} from './index.ts'

let ledger: TestLedger
let gatherer: PostGatherer
before(async () => {
  ledger = await openTestLedger()
  gatherer = gatherPosts({
    runInTransaction: (work) => work(contextAt(ledger.now, txOf(ledger.pool))),
    now: () => ledger.now,
  })
})
after(async () => {
  await gatherer.close()
  assert.deepEqual(await ledger.run(verifyLedger), [])
  await ledger.close()
})

function transfer(from: string, to: string, value: number, key = newKey()): PostInput {
  return { key, from, to, amount: pt(value), kind: 'gift', who: { sessionId: 'ses_1' } }
}

/** A gatherer on the ledger whose statements go through the test's hands. */
function gathererThrough(
  pass: <Answer>(text: string, send: () => Promise<Answer>) => Promise<Answer>,
): PostGatherer {
  return gatherPosts({
    runInTransaction(work) {
      const { query } = txOf(ledger.pool)
      const tx: Tx = { query: (text, values) => pass(text, () => query(text, values)) }
      return work(contextAt(ledger.now, tx))
    },
    now: () => ledger.now,
    batchMax: 300,
  })
}

test('many callers at once are gathered into few blocks, and each gets its own verdict', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['g1', 'g2'])
    await grant(ctx, 'g1', 50)
  })
  const blocks = () =>
    ledger.admin.query<{ n: number }>('select count(*)::int as n from ledger.block')
  const before = (await blocks()).rows[0]?.n ?? 0
  const verdicts = await Promise.all(
    Array.from({ length: 64 }, () => gatherer.post(transfer('g1', 'g2', 1))),
  )
  assert.equal(verdicts.filter((verdict) => verdict === 'posted').length, 50)
  assert.equal(verdicts.filter((verdict) => verdict === 'insufficient').length, 14)
  assert.ok(((await blocks()).rows[0]?.n ?? 0) - before <= 5)
  assert.equal(await ledger.run((ctx) => totalOf(ctx, 'g2')), 50n)
})

test('a verdict is never given from memory that others have made old', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['m1', 'm2'])
    await grant(ctx, 'm1', 5)
  })
  assert.equal(await gatherer.post(transfer('m1', 'm2', 5)), 'posted')
  assert.equal(await gatherer.post(transfer('m1', 'm2', 1)), 'insufficient')
  await ledger.run((ctx) => grant(ctx, 'm1', 5))
  assert.equal(await gatherer.post(transfer('m1', 'm2', 2)), 'posted')
  await ledger.run((ctx) => postTransfers(ctx, [transfer('m1', 'm2', 3)]))
  assert.equal(await gatherer.post(transfer('m1', 'm2', 1)), 'insufficient')
  await ledger.run((ctx) => freezeAccount(ctx, { code: 'm2', reason: 'stop' }))
  assert.equal(await gatherer.post(transfer('m2', 'm1', 1)), 'frozen')
  await ledger.run((ctx) => unfreezeAccount(ctx, { code: 'm2', reason: 'over' }))
  assert.equal(await gatherer.post(transfer('m2', 'm1', 1)), 'posted')
  assert.equal(await gatherer.post(transfer('m2', 'm3', 1)), 'unknown_account')
  await ledger.run((ctx) => open(ctx, ['m3']))
  assert.equal(await gatherer.post(transfer('m2', 'm3', 1)), 'posted')
})

test('a key is replayed or in conflict, also when it comes twice at once', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['k1', 'k2'])
    await grant(ctx, 'k1', 50)
  })
  const one = transfer('k1', 'k2', 5)
  const verdicts = await Promise.all([gatherer.post(one), gatherer.post(one)])
  assert.deepEqual(verdicts, ['posted', 'replayed'])
  assert.equal(await gatherer.post(one), 'replayed')
  assert.equal(await gatherer.post({ ...one, amount: pt(6) }), 'conflicting_key')
  const other = transfer('k1', 'k2', 1)
  assert.deepEqual(await gatherer.postBatch([one, other]), ['replayed', 'posted'])
  assert.equal(await ledger.run((ctx) => totalOf(ctx, 'k2')), 6n)
})

test('regular points past their date are swept before others arrive', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['s1', 's2'])
    await grant(ctx, 's1', 5, 'rolling')
    await grant(ctx, 's2', 5, 'rolling')
    await grant(ctx, 's1', 5, new Date(ROLLING.getTime() + 1_000))
  })
  assert.equal(await gatherer.post(transfer('s1', 's2', 1)), 'posted')
  ledger.now = ROLLING
  assert.equal(await gatherer.post(transfer('s1', 's2', 9)), 'insufficient')
  assert.equal(await gatherer.post(transfer('s1', 's2', 4)), 'posted')
  assert.equal(await ledger.run((ctx) => totalOf(ctx, 's2')), 5n)
  ledger.now = SOON
})

test('gathered or alone, the same transfers get the same verdicts and leave the same lots', async () => {
  const random = choices(7)
  const people = ['e1', 'e2', 'e3', 'e4', 'e5']
  const twins = (code: string) => `twin-${code}`
  await ledger.run(async (ctx) => {
    await open(ctx, [...people, ...people.map(twins)])
    for (const code of [...people, ...people.map(twins)]) {
      await grant(ctx, code, 40, new Date('2026-12-01T00:00:00Z'))
      await grant(ctx, code, 40, 'rolling')
    }
  })
  for (let round = 0; round < 30; round++) {
    const inputs = Array.from({ length: random.between(1, 12) }, () => {
      const from = random.one(people)
      const to = random.one(people.filter((code) => code !== from))
      return transfer(from, to, random.between(1, 60))
    })
    const gathered = await Promise.all(inputs.map((input) => gatherer.post(input)))
    const alone = await ledger.run((ctx) =>
      postTransfers(
        ctx,
        inputs.map((input) => ({
          ...input,
          key: twins(input.key),
          from: twins(input.from),
          to: twins(input.to),
        })),
      ),
    )
    assert.deepEqual(gathered, alone)
  }
  for (const code of people) {
    const [mine, other] = await ledger.run(async (ctx) => [
      await lotsOf(ctx, code),
      await lotsOf(ctx, twins(code)),
    ])
    assert.deepEqual(mine, other)
  }
})

test('batches judged ahead from a cold memory, with others writing between, never overdraw', async () => {
  const random = choices(11)
  const people = Array.from({ length: 40 }, (_, at) => `c${at}`)
  await ledger.run(async (ctx) => {
    await open(ctx, people)
    for (const code of people) await grant(ctx, code, 50, new Date('2026-12-01T00:00:00Z'))
  })
  const anyTransfer = () => {
    const from = random.one(people)
    return transfer(from, random.one(people.filter((code) => code !== from)), random.between(1, 40))
  }
  const batch = () => Array.from({ length: 300 }, anyTransfer)
  for (let round = 0; round < 4; round++) {
    const cold = gatherPosts({
      runInTransaction: (work) => work(contextAt(ledger.now, txOf(ledger.pool))),
      now: () => ledger.now,
      batchMax: 300,
    })
    const lanes = Array.from({ length: 4 }, async () => {
      for (let i = 0; i < 4; i++) await cold.postBatch(batch())
    })
    const others = Array.from({ length: 6 }, () =>
      ledger.run((ctx) => postTransfers(ctx, [anyTransfer(), anyTransfer()])),
    )
    await Promise.all([...lanes, ...others])
    await cold.close()
  }
  const totals = await ledger.run((ctx) => Promise.all(people.map((code) => totalOf(ctx, code))))
  assert.equal(
    totals.reduce((sum, total) => sum + total, 0n),
    2_000n,
  )
  assert.deepEqual(await ledger.run(verifyLedger), [])
})

test('a batch that overtakes the one before it on the way is sent again, not taken for written', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['o1', 'o2'])
    await grant(ctx, 'o1', 1_000, new Date('2026-12-01T00:00:00Z'))
  })
  let overtaken: (() => void) | undefined
  let gate: Promise<void> | undefined
  let writes = 0
  const racing = gathererThrough(async (text, send) => {
    if (!text.includes('write_transfers')) return await send()
    writes += 1
    const isFirst = gate !== undefined && writes === 1
    if (isFirst) await gate
    const answered = await send()
    if (!isFirst) overtaken?.()
    return answered
  })
  const batch = () => Array.from({ length: 300 }, () => transfer('o1', 'o2', 1))
  await racing.post(transfer('o1', 'o2', 1))
  gate = new Promise((resolve) => {
    overtaken = resolve
  })
  writes = 0
  const batches = [batch(), batch()]
  const verdicts = await Promise.all(batches.map((inputs) => racing.postBatch(inputs)))
  await racing.close()
  assert.equal(writes, 3)
  assert.deepEqual([...new Set(verdicts.flat())], ['posted'])
  const { rows } = await ledger.admin.query<{ n: number }>(
    'select count(*)::int as n from ledger.txn where key = any ($1)',
    [batches.flat().map((input) => input.key)],
  )
  assert.equal(rows[0]?.n, 600)
})

test('nobody is told that his transfer is posted before it is on disk', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['d1', 'd2'])
    await grant(ctx, 'd1', 1_000, new Date('2026-12-01T00:00:00Z'))
  })
  const flushing = Promise.withResolvers<void>()
  const disk = Promise.withResolvers<void>()
  let flushes = 0
  const slow = gathererThrough(async (text, send) => {
    if (text.includes('flush_log')) {
      flushes += 1
      if (flushes === 2) flushing.resolve()
      await disk.promise
    }
    return await send()
  })
  await slow.post(transfer('d1', 'd2', 1))
  let told = 0
  const batches = [1, 2].map(() => Array.from({ length: 300 }, () => transfer('d1', 'd2', 1)))
  const posting = batches.map(async (inputs) => {
    const verdicts = await slow.postBatch(inputs)
    told += 1
    return verdicts
  })
  await flushing.promise
  // They are in the ledger, everybody can see it, and still their callers do not hear of it.
  assert.equal(await ledger.run((ctx) => totalOf(ctx, 'd2')), 601n)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(told, 0)
  disk.resolve()
  assert.deepEqual([...new Set((await Promise.all(posting)).flat())], ['posted'])
  await slow.close()
})

test('a batch whose flush failed is asked for again by its keys and not doubled', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['f1', 'f2'])
    await grant(ctx, 'f1', 2_000, new Date('2026-12-01T00:00:00Z'))
  })
  let flushes = 0
  const broken = gathererThrough(async (text, send) => {
    if (text.includes('flush_log')) {
      flushes += 1
      if (flushes === 1) throw new Error('the connection was lost')
    }
    return await send()
  })
  await broken.post(transfer('f1', 'f2', 1))
  const batches = [1, 2, 3, 4].map(() => Array.from({ length: 300 }, () => transfer('f1', 'f2', 1)))
  const verdicts = await Promise.all(batches.map((inputs) => broken.postBatch(inputs)))
  await broken.close()
  assert.deepEqual([...new Set(verdicts.flat())].sort(), ['posted', 'replayed'])
  assert.equal(await ledger.run((ctx) => totalOf(ctx, 'f2')), 1_201n)
})

test('whoever hears that a key was used can rely on it: hearing it waits for the disk', async () => {
  await ledger.run(async (ctx) => {
    await open(ctx, ['w1', 'w2'])
    await grant(ctx, 'w1', 5, 'rolling')
  })
  const one = transfer('w1', 'w2', 5)
  /** A commit waits for the disk when its transaction has a number and wrote something. */
  const hear = (input: PostInput) =>
    ledger.run(async (ctx) => {
      const verdicts = await postTransfers(ctx, [input])
      const { rows } = await ctx.tx.query<{ waits: boolean }>(
        'select pg_current_xact_id_if_assigned() is not null as waits',
      )
      return [...verdicts, rows[0]?.waits]
    })
  assert.deepEqual(await hear(one), ['posted', true])
  assert.deepEqual(await hear(one), ['replayed', true])
  assert.deepEqual(await hear(transfer('w1', 'w2', 5)), ['insufficient', false])
})
