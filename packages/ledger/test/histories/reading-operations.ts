import { strict as assert } from 'node:assert'
import {
  readBalanceAt,
  reconcileClearing,
  type StatementLine,
  spansOfSessions,
} from '../../src/index.ts'
import { pt } from '../open-ledger.ts'
import { type History, INFINITY, neighbourOf, newKey, tokensOfSpans } from './history-state.ts'
import { heldThen, type Token } from './token-model.ts'

const ASKS_MAX = 1_000

/** Writes down what the ledger's clock says between two calls: what is recorded later is unknown then. */
export async function noteMoment(history: History): Promise<void> {
  const { tx } = history.hinata.ctx()
  const { rows } = await tx.query<{ at: Date }>(
    `select date_trunc('milliseconds', clock_timestamp()) + interval '1 ms' as at`,
  )
  const at = rows[0]?.at ?? assert.fail()
  for (let ask = 1; ; ask++) {
    assert.ok(ask < ASKS_MAX, 'the clock of the database stands still')
    const asked = await tx.query<{ past: boolean }>('select clock_timestamp() > $1 as past', [at])
    if (asked.rows[0]?.past) break
  }
  history.moments.push(at)
  history.clock.moment += 1
}

/** Any account at any earlier time, by when things took effect, when they were known, or both. */
export async function readPast(history: History): Promise<void> {
  const { random, hinata, clock, moments } = history
  const accounts = [...hinata.model.accounts.values()].filter((one) => one.kind !== 'sink')
  if (accounts.length === 0) return
  const one = random.one(accounts)
  const effective = random.chance(0.7) ? random.one([...history.times, clock.now]) : undefined
  const moment = random.chance(0.6) && moments.length > 0 ? random.below(moments.length) : undefined
  const past = await readBalanceAt(hinata.ctx(), {
    code: one.code,
    effectiveAt: effective === undefined ? undefined : new Date(effective),
    recordedAt: moment === undefined ? undefined : moments[moment],
  })
  const held = heldThen(one, { now: effective ?? INFINITY, moment: moment ?? INFINITY })
  assert.deepEqual(
    past.lots.map((lot) => [lot.expiresAt?.getTime() ?? INFINITY, Number(lot.amount)]),
    [...held].sort(([left], [right]) => (left < right ? -1 : 1)),
  )
  assert.equal(
    Number(past.total),
    [...held.values()].reduce((sum, units) => sum + units, 0),
  )
}

/** What sessions took from an owner: each unit once, however often they moved it. */
export async function askSessions(history: History): Promise<void> {
  const { random, hinata } = history
  const left = hinata.model.departures.filter((one) => one.sessionId !== undefined)
  if (left.length === 0) return
  const { from, sessionId } = random.one(left)
  const sessionIds = random.chance(0.5) ? [sessionId ?? ''] : ['ses_1', 'ses_2']
  const spans = await spansOfSessions(hinata.ctx(), { sessionIds, owner: from.code })
  const named = (await tokensOfSpans(history, hinata, spans)).flat()
  const taken = new Set<Token>()
  for (const departure of left) {
    if (departure.from !== from || !sessionIds.includes(departure.sessionId ?? '')) continue
    for (const { token } of departure.tokens) taken.add(token)
  }
  assert.deepEqual(new Set(named), taken)
  // A unit that was abroad in between is not downstream here of where it left.
  const abroad = new Set(history.transfers.flatMap((one) => one.tokens.map(({ token }) => token)))
  const home = named.filter((token) => !abroad.has(token))
  assert.equal(new Set(home).size, home.length, 'a unit was named twice')
}

/** Both companies compare their books; then one of the statements is wrong in some way. */
export async function reconcile(history: History): Promise<void> {
  const { hinata, market } = history
  if (history.transfers.length === 0) return
  const arrived = history.transfers.filter((one) => one.arrived)
  const underWay = history.transfers.filter((one) => !one.arrived)
  const theirs = [
    ...arrived.map((one) => line(one.id, 'in', one.tokens.length)),
    ...history.returns.map((one) => line(one.id, 'out', one.amount)),
  ]
  const sent = sumOf(history.transfers.map((one) => one.tokens.length))
  const back = sumOf(history.returns.map((one) => one.amount))
  const clean = {
    units:
      sent === 0
        ? []
        : [{ unit: 'yen', sent: pt(sent), received: pt(back), owed: pt(sent) - pt(back) }],
    underWay: underWay.map((one) => line(one.id, 'out', one.tokens.length)),
    notArrived: [],
    different: [],
    unexplained: [],
  }
  const compare = (statement: readonly StatementLine[]) =>
    reconcileClearing(hinata.ctx(), { neighbour: neighbourOf(history, hinata), statement })
  assert.deepEqual(await compare(theirs), clean)
  await spoilStatement(history, theirs, compare)
  const atMarket = await reconcileClearing(market.ctx(), {
    neighbour: neighbourOf(history, market),
    statement: [
      ...history.transfers.map((one) => line(one.id, 'out', one.tokens.length)),
      ...history.returns.map((one) => line(one.id, 'in', one.amount)),
    ],
  })
  assert.deepEqual(
    atMarket.notArrived.map((one) => one.transferId),
    underWay.map((one) => one.id),
  )
  assert.deepEqual([atMarket.underWay, atMarket.different, atMarket.unexplained], [[], [], []])
}

async function spoilStatement(
  history: History,
  theirs: readonly StatementLine[],
  compare: (statement: readonly StatementLine[]) => ReturnType<typeof reconcileClearing>,
): Promise<void> {
  const { random } = history
  const invented = line(newKey(history), random.one(['in', 'out']), 3)
  const more = await compare([...theirs, invented])
  // What they say to have received and we never sent cannot be explained; what they say to have
  // sent and we do not have may still come.
  const place = invented.direction === 'out' ? more.notArrived : more.unexplained
  assert.deepEqual(
    place.map((one) => one.transferId),
    [invented.transferId],
  )
  if (theirs.length === 0) return
  const wrong = random.one(theirs)
  const changed = await compare(
    theirs.map((one) => (one === wrong ? { ...one, amount: pt(one.amount + 1n) } : one)),
  )
  assert.deepEqual(
    changed.different.map((pair) => [pair.ours.amount, pair.theirs.amount]),
    [[wrong.amount, wrong.amount + 1n]],
  )
  const less = await compare(theirs.filter((one) => one !== wrong))
  const missing = wrong.direction === 'in' ? less.underWay : less.unexplained
  assert.ok(missing.some((one) => one.transferId === wrong.transferId))
}

function line(transferId: string, direction: 'in' | 'out', units: number): StatementLine {
  return { transferId, direction, unit: 'yen', amount: pt(units) }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
