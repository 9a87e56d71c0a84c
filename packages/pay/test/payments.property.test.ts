import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { PaymentState } from '../src/index.ts'
import { openPayCompany, type PayCompany } from './pay-company.ts'
import { openPayments } from './payment-life.ts'

const START = new Date('2017-09-14T00:00:00+09:00')
const seed = Number(process.env.FC_SEED ?? 20170914)
/** Whole lives of payments; each step is a real request, so that a few of them reach every row. */
const RUNS = Number(process.env.FC_RUNS ?? 6)
const STEPS_MAX = 12
const MONEY = 1_000n

let pay: PayCompany
before(async () => {
  pay = await openPayCompany(START)
})
after(() => pay.close())

type Act =
  | { readonly act: 'approve'; readonly points: number }
  | { readonly act: 'capture'; readonly size: number; readonly final: boolean }
  | { readonly act: 'void' }
  | { readonly act: 'refund'; readonly which: number; readonly size: number }

const acts = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('approve' as const), points: fc.integer({ min: 0, max: 600 }) }),
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constant('capture' as const),
        size: fc.integer({ min: 1, max: 400 }),
        final: fc.boolean(),
      }),
    },
    fc.record({ act: fc.constant('void' as const) }),
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constant('refund' as const),
        which: fc.nat(3),
        size: fc.integer({ min: 1, max: 500 }),
      }),
    },
  ),
  { minLength: 3, maxLength: STEPS_MAX },
)

const approve = (points: number): Act => ({ act: 'approve', points })
const capture = (size: number, final: boolean): Act => ({ act: 'capture', size, final })
const refund = (which: number, size: number): Act => ({ act: 'refund', which, size })

/** Three lives that come to every state; chance does the rest. */
const LIVES: [boolean, number, Act[]][] = [
  [true, 500, [approve(100), { act: 'void' }, capture(1, true)]],
  [
    true,
    500,
    [
      approve(300),
      capture(200, false),
      refund(0, 100),
      capture(200, true),
      refund(0, 500),
      refund(1, 500),
    ],
  ],
  [false, 700, [approve(600), refund(0, 500), approve(1), refund(0, 500)]],
]

/** A plain account of what ought to be: no ledger, no spans, only sums. */
interface Model {
  state: PaymentState
  captured: bigint
  refunded: bigint
  /** What is left at the merchant of each capture. */
  readonly parts: { transferId: string; left: bigint }[]
}

test('whatever payer and merchant do, a payment is where the table says and no money is lost', async () => {
  process.stdout.write(`seed ${seed}\n`)
  const seen = new Set<PaymentState>()
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.integer({ min: 1, max: 700 }),
      acts,
      async (later, size, steps) => {
        run += 1
        const life = openPayments(pay, `p${run}x`)
        const member = `mem_p${run}`
        await life.fill(member, { points: MONEY, wallet: 400n, sales: 400n })
        const amount = BigInt(size)
        const id = await life.request(amount, later ? { capture: 'by_merchant' } : {})
        const model: Model = { state: 'requested', captured: 0n, refunded: 0n, parts: [] }
        for (const [n, step] of steps.entries()) {
          await take(life, { id, member, amount, later, n }, model, step)
          const told = await life.status(id)
          assert.deepEqual(
            [told.state, told.captured, told.refunded],
            [model.state, String(model.captured), String(model.refunded)],
            JSON.stringify(step),
          )
          seen.add(model.state)
        }
        const { points, wallet, sales } = await life.balances(member)
        const out = model.state === 'authorised' ? amount : model.captured
        const spent = BigInt(points + wallet + sales)
        const isOut = model.state === 'requested' ? 0n : out
        assert.equal(spent, MONEY + 800n - isOut + model.refunded)
        assert.deepEqual(await life.books(), [])
      },
    ),
    { numRuns: RUNS, seed, examples: LIVES },
  )
  for (const state of ['authorised', 'approved', 'refunded', 'voided'] as const) {
    assert.ok(seen.has(state), `no run came to ${state}`)
  }
})

async function take(
  life: ReturnType<typeof openPayments>,
  on: { id: string; member: string; amount: bigint; later: boolean; n: number },
  model: Model,
  step: Act,
): Promise<void> {
  switch (step.act) {
    case 'approve': {
      const points = BigInt(step.points)
      const fits = points <= on.amount && on.amount - points <= 800n
      const answer = await life.approve(on.id, on.member, points > 0n ? { points } : {})
      if (model.state !== 'requested' || !fits) return assert.notEqual(answer.status, 200)
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      model.state = on.later ? 'authorised' : 'approved'
      if (on.later) return
      model.captured = on.amount
      model.parts.push({ transferId: answer.body.transferId, left: on.amount })
      return
    }
    case 'capture': {
      const size = BigInt(step.size)
      const taken = await life.capture(on.id, `${on.n}`, size, step.final)
      const fits = model.state === 'authorised' && size <= on.amount - model.captured
      assert.equal(taken.ok, fits, JSON.stringify(taken))
      if (!taken.ok) return
      model.captured += size
      model.parts.push({ transferId: taken.value.transferId ?? '', left: size })
      if (step.final || model.captured === on.amount) model.state = 'approved'
      return
    }
    case 'void': {
      const done = await life.void(on.id)
      assert.equal(done.ok, model.state === 'authorised' || model.state === 'voided')
      if (model.state === 'authorised') model.state = model.captured > 0n ? 'approved' : 'voided'
      return
    }
    case 'refund': {
      const part = model.parts[step.which % Math.max(1, model.parts.length)]
      if (!part || part.left === 0n) return
      const size = BigInt(step.size) < part.left ? BigInt(step.size) : part.left
      await life.refund(on.id, part.transferId, size)
      part.left -= size
      model.refunded += size
      if (model.state === 'approved' && model.refunded === model.captured) model.state = 'refunded'
    }
  }
}
