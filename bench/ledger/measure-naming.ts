import { amount, assert } from '@modosu/kernel'
import {
  issuePoints,
  openAccount,
  type PostInput,
  postTransfers,
  traceForward,
} from '@modosu/ledger'
import { type BenchDatabase, newId } from './bench-database.ts'
import type { WronglyNamed } from './figures.ts'
import { randomBelow } from './traffic.ts'

const PEOPLE = 200
const EXPIRIES = ['2027-01-31', '2027-02-28', '2027-03-31'] as const
const STOLEN = 2_000
const TRANSFERS = 6_000
const BATCH = 500

/** A run of units in a queue that are all stolen or all not. */
interface Run {
  units: number
  readonly stolen: boolean
}

/**
 * Points named as stolen at somebody who has none of them, per stolen point, after one random
 * history: by our trace, and by the three rules that other systems have. The truth is kept beside
 * it, unit by unit, by the published order of spending.
 */
export async function measureNaming(database: BenchDatabase): Promise<WronglyNamed> {
  const prefix = newId('name')
  const codeOf = (person: number) => `${prefix}:${person}`
  const truth = Array.from({ length: PEOPLE }, () => EXPIRIES.map((): Run[] => []))
  const fifo = Array.from({ length: PEOPLE }, (): Run[] => [])
  const share = new Array<number>(PEOPLE).fill(0)
  const balance = new Array<number>(PEOPLE).fill(0)
  const touched = new Set<number>()
  await openPeople(database, codeOf, (person, expiry, units) => {
    truth[person]?.[expiry]?.push({ units, stolen: false })
    fifo[person]?.push({ units, stolen: false })
    balance[person] = (balance[person] ?? 0) + units
  })

  const victim = codeOf(PEOPLE)
  const span = await steal(database, victim, codeOf(0))
  truth[0]?.[1]?.push({ units: STOLEN, stolen: true })
  fifo[0]?.push({ units: STOLEN, stolen: true })
  share[0] = STOLEN
  balance[0] = (balance[0] ?? 0) + STOLEN
  touched.add(0)

  for (let done = 0; done < TRANSFERS; done += BATCH) {
    const inputs: PostInput[] = []
    for (let i = 0; i < BATCH; i++) {
      const from = randomBelow(PEOPLE)
      const to = (from + 1 + randomBelow(PEOPLE - 1)) % PEOPLE
      const units = 1 + randomBelow(60)
      inputs.push(payment(codeOf(from), codeOf(to), units))
    }
    const verdicts = await database.run((ctx) => postTransfers(ctx, inputs))
    for (const [index, input] of inputs.entries()) {
      if (verdicts[index] !== 'posted') continue
      const from = Number(input.from.split(':')[1])
      const to = Number(input.to.split(':')[1])
      const units = Number(input.amount)
      moveRuns(truth[from] ?? [], truth[to] ?? [], units)
      moveRuns([fifo[from] ?? []], [fifo[to] ?? []], units)
      const part = ((share[from] ?? 0) * units) / (balance[from] ?? 1)
      share[from] = (share[from] ?? 0) - part
      share[to] = (share[to] ?? 0) + part
      balance[from] = (balance[from] ?? 0) - units
      balance[to] = (balance[to] ?? 0) + units
      if (touched.has(from)) touched.add(to)
    }
  }
  const really = truth.map((queues) => stolenIn(queues.flat()))
  const named = new Array<number>(PEOPLE).fill(0)
  for (const end of await database.run((ctx) => traceForward(ctx, { spans: [span] }))) {
    const person = Number(end.accountCode.split(':')[1])
    named[person] = (named[person] ?? 0) + Number(end.amount)
  }
  const wrong = (claimed: readonly number[]) =>
    claimed.reduce((sum, units, person) => sum + Math.max(0, units - (really[person] ?? 0)), 0) /
    STOLEN
  return {
    ours: wrong(named),
    fifo: wrong(fifo.map(stolenIn)),
    haircut: wrong(share),
    poison: wrong(balance.map((units, person) => (touched.has(person) ? units : 0))),
  }
}

function stolenIn(runs: readonly Run[]): number {
  return runs.reduce((sum, run) => sum + (run.stolen ? run.units : 0), 0)
}

/** Takes units out of queues in their order and appends them to the queues of the same place. */
function moveRuns(from: readonly Run[][], to: readonly Run[][], units: number): void {
  let left = units
  for (const [place, queue] of from.entries()) {
    while (left > 0 && queue[0]) {
      const run = queue[0]
      const size = Math.min(run.units, left)
      to[place]?.push({ units: size, stolen: run.stolen })
      run.units -= size
      left -= size
      if (run.units === 0) queue.shift()
    }
  }
  assert(left === 0, 'the model has fewer points than the ledger')
}

function payment(from: string, to: string, units: number): PostInput {
  return { key: newId('pay'), from, to, amount: amount(BigInt(units)), kind: 'payment', who: {} }
}

async function openPeople(
  database: BenchDatabase,
  codeOf: (person: number) => string,
  granted: (person: number, expiry: number, units: number) => void,
): Promise<void> {
  await database.run(async (ctx) => {
    for (let person = 0; person <= PEOPLE; person++) {
      await openAccount(ctx, { code: codeOf(person), unit: 'pt', kind: 'member' })
      if (person === PEOPLE) return
      // In another order than they are spent in, as points are earned in life.
      for (const expiry of [2, 0, 1]) {
        const units = 50 + randomBelow(200)
        await issue(ctx, codeOf(person), units, EXPIRIES[expiry] ?? EXPIRIES[0])
        granted(person, expiry, units)
      }
    }
  })
}

async function issue(
  ctx: Parameters<typeof issuePoints>[0],
  to: string,
  units: number,
  expiry: string,
) {
  const issued = await issuePoints(ctx, {
    key: newId('key'),
    to,
    amount: amount(BigInt(units)),
    expiresAt: new Date(expiry),
    kind: 'grant',
    who: {},
  })
  assert(issued.ok, 'points can be issued')
  return issued.value.span
}

function steal(database: BenchDatabase, victim: string, thief: string) {
  return database.run(async (ctx) => {
    const span = await issue(ctx, victim, STOLEN, EXPIRIES[1])
    await postTransfers(ctx, [payment(victim, thief, STOLEN)])
    return span
  })
}
