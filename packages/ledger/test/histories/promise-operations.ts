import { strict as assert } from 'node:assert'
import {
  cancelGrant,
  commitReservation,
  grantPending,
  reservePoints,
  settleGrant,
  voidReservation,
} from '../../src/index.ts'
import { must, pt } from '../open-ledger.ts'
import {
  anyOf,
  codeOf,
  DAY,
  GRACE_DAYS,
  type History,
  newKey,
  type Promised,
  refusalOfSpending,
  sweepIfRegular,
  withGrace,
} from './history-state.ts'
import { knownTokens, randomGrant } from './points-operations.ts'
import {
  type ModelAccount,
  modelAccount,
  pickAll,
  putAll,
  sinkOf,
  staysOf,
  stillThere,
  sweepRolling,
  type Token,
  take,
} from './token-model.ts'

export async function reserveSome(history: History): Promise<void> {
  const { hinata, random, clock } = history
  const from = await anyOf(history, hinata, ['member'])
  const at = await anyOf(history, hinata, ['escrow'], from.unit)
  const count = random.between(1, 15)
  const key = newKey(history)
  const input = { key, from: from.code, to: at.code, amount: pt(count), who: {} }
  const done = await reservePoints(hinata.ctx(), input)
  sweepRolling(from, clock.now)
  assert.equal(codeOf(done), refusalOfSpending(from, count))
  if (!done.ok) return
  assert.deepEqual(await reservePoints(hinata.ctx(), input), done)
  const tokens = take(from, count, clock.now)
  putAll(at, tokens)
  hinata.model.departures.push({ key, from, sessionId: undefined, tokens, givenBack: new Set() })
  history.reservations.push({ key, from, at, units: staysOf(hinata.model, tokens) })
}

/** Some or all of what is left of a reservation goes on; the soonest expiry goes first. */
export async function commitSome(history: History): Promise<void> {
  const { hinata, random } = history
  if (history.reservations.length === 0) return
  const reserved = random.one(history.reservations)
  const left = stillThere(hinata.model, reserved.units)
  const amount = random.chance(0.5) ? random.between(1, left.length + 2) : undefined
  const to = await anyOf(history, hinata, ['member'], reserved.at.unit)
  const input = {
    key: newKey(history),
    reservation: reserved.key,
    to: to.code,
    ...(amount === undefined ? {} : { amount: pt(amount) }),
    who: {},
  }
  const done = await commitReservation(hinata.ctx(), input)
  const chosen = amount === undefined ? left : left.slice(0, amount)
  const covered = chosen.length > 0 && (amount === undefined || chosen.length === amount)
  assert.equal(codeOf(done), covered ? undefined : 'ledger/span_not_live')
  if (!done.ok) return
  assert.deepEqual(await commitReservation(hinata.ctx(), input), done)
  moveOn(reserved, to, chosen)
}

export async function voidSome(history: History): Promise<void> {
  const { hinata, random } = history
  if (history.reservations.length === 0) return
  const reserved = random.one(history.reservations)
  const left = stillThere(hinata.model, reserved.units)
  const graceDays = random.chance(0.5) ? GRACE_DAYS : undefined
  const input = { key: newKey(history), reservation: reserved.key, who: {}, graceDays }
  const done = await voidReservation(hinata.ctx(), input)
  assert.equal(codeOf(done), left.length > 0 ? undefined : 'ledger/span_not_live')
  if (!done.ok) return
  assert.equal(Number(done.value.amount), left.length)
  assert.deepEqual(await voidReservation(hinata.ctx(), input), done)
  moveOn(reserved, reserved.from, left, graceDays)
}

export async function grantSome(history: History): Promise<void> {
  const { hinata } = history
  const from = await anyOf(history, hinata, ['member'], 'pt')
  const { input, expires } = randomGrant(history)
  const { key, amount, expiresAt, kind, who } = input
  const grant = { key, to: from.code, amount, expiresAt, kind, who }
  const { span } = must(await grantPending(hinata.ctx(), grant))
  const code = `pending:${from.code}`
  const at =
    hinata.model.accounts.get(code) ??
    modelAccount(hinata.model, { code, unit: 'pt', kind: 'pending' })
  const tokens = await knownTokens(history, key, span)
  const granted = tokens.map((token) => ({ token, expires }))
  putAll(at, granted)
  history.grants.push({ key, from, at, units: staysOf(hinata.model, granted) })
}

export async function settleSome(history: History): Promise<void> {
  const { hinata, random, clock } = history
  if (history.grants.length === 0) return
  const granted = random.one(history.grants)
  const left = stillThere(hinata.model, granted.units)
  const rolling = random.chance(0.5) ? clock.now + random.between(20, 90) * DAY : undefined
  const input = {
    key: newKey(history),
    grant: granted.key,
    to: granted.from.code,
    who: {},
    ...(rolling === undefined ? {} : { rollingExpiresAt: new Date(rolling) }),
  }
  const done = await settleGrant(hinata.ctx(), input)
  assert.equal(codeOf(done), left.length > 0 ? undefined : 'ledger/span_not_live')
  if (!done.ok) return
  moveOn(granted, granted.from, left)
  if (rolling !== undefined) {
    sweepRolling(granted.from, clock.now)
    granted.from.rolling = Math.max(granted.from.rolling ?? 0, rolling)
  }
  assert.deepEqual(await settleGrant(hinata.ctx(), input), done)
}

export async function cancelSome(history: History): Promise<void> {
  const { hinata, random } = history
  if (history.grants.length === 0) return
  const granted = random.one(history.grants)
  const left = stillThere(hinata.model, granted.units)
  const input = { key: newKey(history), grant: granted.key, who: {} }
  const done = await cancelGrant(hinata.ctx(), input)
  assert.equal(codeOf(done), left.length > 0 ? undefined : 'ledger/span_not_live')
  if (!done.ok) return
  assert.deepEqual(await cancelGrant(hinata.ctx(), input), done)
  moveOn(granted, sinkOf(hinata.model, 'cancelled:pt', 'pt'), left)
}

function moveOn(
  { at }: Promised,
  to: ModelAccount,
  tokens: readonly Token[],
  graceDays?: number,
): void {
  const { now } = at.company.clock
  const moved = pickAll(at, tokens)
  sweepIfRegular(to, moved)
  putAll(to, withGrace(moved, now, graceDays))
}
