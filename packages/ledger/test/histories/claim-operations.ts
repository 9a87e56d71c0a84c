import { strict as assert } from 'node:assert'
import {
  giveBack,
  moveSpans,
  placeHold,
  readBalance,
  releaseHold,
  releaseLapsedHolds,
  renewHold,
  type Span,
  spansOfTransaction,
  type TraceEnd,
  traceForward,
} from '../../src/index.ts'
import { must } from '../open-ledger.ts'
import type { Choices } from './choices.ts'
import {
  account,
  anyOf,
  codeOf,
  DAY,
  GRACE_DAYS,
  type History,
  INFINITY,
  newKey,
  type PlacedHold,
  partOf,
  sweepIfRegular,
  tokensOfSpans,
  withGrace,
} from './history-state.ts'
import {
  type Departure,
  type ModelAccount,
  pick,
  pickAll,
  put,
  putAll,
  staysOf,
  stillThere,
  type Token,
} from './token-model.ts'

export async function holdSome(history: History): Promise<void> {
  const { hinata, random, clock } = history
  const asked = await someSpans(history)
  if (!asked) return
  const unit = random.one(['pt', 'yen'])
  const ends = (await traceForward(hinata.ctx(), { spans: asked })).filter(
    (end) => mayBeHeld(end) && end.unit === unit && random.chance(0.7),
  )
  const spans = ends.map((end) => partOf(random, end.span))
  if (spans.length === 0) return
  const tokens = await tokensOfSpans(history, hinata, spans)
  const at = await account(history, hinata, `case-${unit}`)
  const key = newKey(history)
  const until = random.chance(0.6) ? clock.now + random.between(1, 20 * DAY) : undefined
  const input = {
    key,
    caseId: 'case',
    spans,
    to: at.code,
    who: {},
    ...(until === undefined ? {} : { until: new Date(until) }),
  }
  const held = must(await placeHold(hinata.ctx(), input))
  assert.deepEqual(held.missed, [])
  assert.deepEqual(must(await placeHold(hinata.ctx(), input)), held)
  const groups = tokens.map((group, index) => {
    const from = hinata.model.accounts.get(ends[index]?.accountCode ?? '') ?? assert.fail()
    const moved = pickAll(from, group)
    putAll(at, moved)
    return { from, units: staysOf(hinata.model, moved) }
  })
  if (until !== undefined) history.holds.push({ key, at, groups, until, ended: false })
}

/** Everything but what a case has already, and what is no unit any more but a debt. */
function mayBeHeld(end: TraceEnd): boolean {
  if (end.end === 'sunk') return end.accountKind !== 'debt'
  return end.end === 'live' && end.accountKind !== 'case'
}

/** What a claim would start from: an issue, or what some transfer took. */
async function someSpans(history: History): Promise<Span[] | undefined> {
  const { hinata, random } = history
  if (random.chance(0.5)) return [partOf(random, random.one([...hinata.issues.values()]).span)]
  const { departures } = hinata.model
  if (departures.length === 0) return undefined
  const spans = await spansOfTransaction(hinata.ctx(), { key: random.one(departures).key })
  return spans
    .filter((piece) => piece.fromCode.startsWith(history.prefix))
    .map((piece) => piece.from)
}

export async function renewSome(history: History): Promise<void> {
  const { hinata, random, clock } = history
  const open = history.holds.filter((hold) => !hold.ended)
  if (open.length === 0) return
  const hold = random.one(open)
  const until = clock.now + random.between(1, 20 * DAY)
  const input = { key: newKey(history), holdKey: hold.key, until: new Date(until), who: {} }
  const done = must(await renewHold(hinata.ctx(), input))
  assert.deepEqual(must(await renewHold(hinata.ctx(), input)), done)
  hold.until = until
}

/** Time passes, and holds that nobody renewed let go of what is still held. */
export async function lapseHolds(history: History): Promise<void> {
  const { hinata, random, clock } = history
  history.times.push(clock.now)
  clock.now += random.between(1, 10) * DAY
  const seen: string[] = []
  for (let more = true; more; ) {
    const lapsed = await releaseLapsedHolds(hinata.ctx(), { graceDays: GRACE_DAYS })
    more = lapsed.more
    for (const { holdKey, to, spans } of lapsed.released) {
      if (!holdKey.startsWith(history.prefix)) continue
      const units = spans.reduce((sum, span) => sum + span.amount, 0n)
      seen.push(`${holdKey} ${units} to ${to}`)
    }
  }
  const due = history.holds
    .filter((hold) => !hold.ended && hold.until <= clock.now)
    .sort((left, right) => left.until - right.until)
  assert.deepEqual(seen, due.flatMap(letGo))
}

function letGo(hold: PlacedHold): string[] {
  const { now } = hold.at.company.clock
  const back = new Map<ModelAccount, Token[]>()
  for (const { from, units } of hold.groups) {
    const there = stillThere(hold.at.company, units)
    if (there.length > 0) back.set(from, [...(back.get(from) ?? []), ...there])
  }
  hold.ended = true
  return [...back]
    .sort(([left], [right]) => (left.code < right.code ? -1 : 1))
    .map(([from, tokens]) => {
      // In the order in which they lie in the case, the soonest expiry first.
      const moved = [...hold.at.queues]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .flatMap(([, queue]) => queue.filter((token) => tokens.includes(token)))
      const picked = pickAll(hold.at, moved)
      sweepIfRegular(from, picked)
      putAll(from, withGrace(picked, now, GRACE_DAYS))
      return `${hold.key} ${tokens.length} to ${from.code}`
    })
}

export async function releaseSome(history: History): Promise<void> {
  const { hinata, random, clock } = history
  const from = await anyOf(history, hinata, ['case'])
  const { lots } = await readBalance(hinata.ctx(), from.code)
  const spans = lots.filter(() => random.chance(0.7)).map((lot) => partOf(random, lot.span))
  if (spans.length === 0) return
  const tokens = await tokensOfSpans(history, hinata, spans)
  const to = await anyOf(history, hinata, ['member', 'escrow'], from.unit)
  const graceDays = random.chance(0.5) ? GRACE_DAYS : undefined
  const input = { key: newKey(history), spans, to: to.code, who: {}, graceDays }
  must(
    random.chance(0.5)
      ? await releaseHold(hinata.ctx(), input)
      : await moveSpans(hinata.ctx(), { ...input, kind: 'moved' }),
  )
  const moved = pickAll(from, tokens.flat())
  sweepIfRegular(to, moved)
  putAll(to, withGrace(moved, clock.now, graceDays))
}

const GIVES_BACK = ['case', 'escrow', 'pending', 'breakage', 'redeemed', 'clawback']

export async function giveBackSome(history: History): Promise<void> {
  const { hinata, random } = history
  const { departures } = hinata.model
  if (departures.length === 0) return
  const departure = random.one(departures.slice(-6))
  const origins = (await spansOfTransaction(hinata.ctx(), { key: departure.key }))
    .filter((piece) => piece.fromCode === departure.from.code)
    .map((piece) => piece.from)
  const ends = (await traceForward(hinata.ctx(), { spans: origins })).filter(
    (end) => GIVES_BACK.includes(end.accountKind) && end.accountCode !== departure.from.code,
  )
  const chosen = ends.filter(() => random.chance(0.8))
  if (chosen.length === 0) return
  const parts = chosen.map((end) => partToGiveBack(random, origins, end))
  const tokens = await tokensOfSpans(
    history,
    hinata,
    parts.map((part) => part.from),
  )
  const given = await giveBack(hinata.ctx(), {
    key: newKey(history),
    parts,
    to: 'origin',
    graceDays: GRACE_DAYS,
    who: {},
  })
  assert.equal(codeOf(given), refusalOfGivingBack(departure, chosen, tokens.flat()))
  if (!given.ok) return
  for (const [index, group] of tokens.entries()) {
    const holder = hinata.model.accounts.get(chosen[index]?.accountCode ?? '') ?? assert.fail()
    giveTokensBack(departure, holder, group)
  }
}

/** Points become yen here and never the other way: what is points again is no longer yen. */
function refusalOfGivingBack(
  { from, givenBack }: Departure,
  ends: readonly TraceEnd[],
  tokens: readonly Token[],
) {
  if (tokens.some((token) => givenBack.has(token))) return 'ledger/already_given_back'
  const turnedBack = from.unit === 'yen' && ends.some((end) => end.unit !== 'yen')
  return turnedBack ? 'ledger/unit_mismatch' : undefined
}

function partToGiveBack(random: Choices, origins: readonly Span[], end: TraceEnd) {
  const from = partOf(random, end.span)
  const origin = origins[end.originIndex] ?? assert.fail()
  const lo = end.originLo + (from.lo - end.span.lo)
  return { from, origin: { pocketId: origin.pocketId, lo, amount: from.amount } }
}

function giveTokensBack(
  departure: Departure,
  holder: ModelAccount,
  tokens: readonly Token[],
): void {
  const { from, givenBack } = departure
  const { now } = from.company.clock
  for (const token of tokens) {
    pick(holder, token)
    givenBack.add(token)
    const left = departure.tokens.find((one) => one.token === token) ?? assert.fail('never left')
    const ends = left.expires === INFINITY ? (from.rolling ?? INFINITY) : left.expires
    put(from, token, ends <= now ? now + GRACE_DAYS * DAY : left.expires)
  }
}
