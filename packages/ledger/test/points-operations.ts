import { strict as assert } from 'node:assert'
import {
  clawBackPoints,
  convert,
  expirePockets,
  freezeAccount,
  giveBack,
  issuePoints,
  moveSpans,
  type PostInput,
  placeHold,
  postTransfers,
  readBalance,
  releaseHold,
  type Span,
  spansOfTransaction,
  type TraceEnd,
  traceBackward,
  traceForward,
  unfreezeAccount,
  type Verdict,
} from '../src/index.ts'
import {
  account,
  anyOf,
  DAY,
  GRACE_DAYS,
  type History,
  INFINITY,
  newKey,
  partOf,
  refusalOfSpending,
  sweepIfRegular,
  tokensOfSpans,
} from './history-state.ts'
import { must, pt } from './open-ledger.ts'
import {
  type Choices,
  type Departure,
  type ModelAccount,
  pick,
  put,
  sinkOf,
  spendable,
  sweepAll,
  sweepRolling,
  type Token,
  take,
} from './token-model.ts'

export async function issue(history: History, name?: string): Promise<void> {
  const { random, hinata } = history
  const to = name ? account(history, hinata, name) : anyOf(history, hinata, ['member'], 'pt')
  const count = random.between(1, 30)
  const rolling = random.chance(0.4)
  const expires = rolling ? INFINITY : history.now + random.between(1, 4) * 20 * DAY
  const rollingEnd = history.now + random.between(20, 90) * DAY
  const key = newKey(history)
  const { span } = must(
    await issuePoints(hinata.ctx(), {
      key,
      to: to.code,
      amount: pt(count),
      expiresAt: rolling ? 'rolling' : new Date(expires),
      ...(rolling ? { rollingExpiresAt: new Date(rollingEnd) } : {}),
      kind: 'grant',
      who: {},
    }),
  )
  const tokens = Array.from({ length: count }, (_, at): Token => ({ issue: key, at }))
  const [source] = await traceBackward(hinata.ctx(), { spans: [span] })
  hinata.issues.set(key, { key, span, source: source?.span ?? assert.fail(), tokens })
  if (rolling) {
    sweepRolling(hinata.model, to, history.now)
    to.rolling = Math.max(to.rolling ?? 0, rollingEnd)
  }
  for (const token of tokens) put(to, token, expires)
}

export async function postBatch(history: History): Promise<void> {
  const { random, hinata } = history
  const inputs: PostInput[] = []
  for (let i = random.between(1, 7); i > 0; i--) {
    if (history.used.length > 0 && random.chance(0.12)) {
      const again = random.one(history.used)
      inputs.push(random.chance(0.7) ? again : { ...again, amount: pt(again.amount + 1n) })
      continue
    }
    const from = anyOf(history, hinata, ['member', 'escrow'])
    const to = anyOf(
      history,
      hinata,
      ['member', 'escrow'],
      random.chance(0.95) ? from.unit : undefined,
    )
    if (from === to) continue
    const unknown = random.chance(0.03)
    inputs.push({
      key: newKey(history),
      from: from.code,
      to: unknown ? 'nobody' : to.code,
      amount: pt(random.between(1, 20)),
      kind: 'gift',
      who: { sessionId: random.one(['ses_1', 'ses_2']) },
    })
  }
  const verdicts = await postTransfers(hinata.ctx(), inputs)
  for (const input of inputs) {
    const to = hinata.model.accounts.get(input.to)
    if (to) sweepRolling(hinata.model, to, history.now)
    const from = hinata.model.accounts.get(input.from)
    if (from) sweepRolling(hinata.model, from, history.now)
  }
  const expected = inputs.map((input) => judgeInModel(history, input))
  assert.deepEqual(verdicts, expected)
  history.used.push(...inputs)
}

function judgeInModel(history: History, input: PostInput): Verdict {
  const { model } = history.hinata
  const body = [input.from, input.to, input.amount, input.kind].join()
  const before = model.keys.get(input.key)
  if (before !== undefined) return before === body ? 'replayed' : 'conflicting_key'
  const from = model.accounts.get(input.from)
  const to = model.accounts.get(input.to)
  if (!from || !to) return 'unknown_account'
  if (from.unit !== to.unit) return 'unit_mismatch'
  if (from.frozen) return 'frozen'
  if (spendable(from, history.now) < input.amount) return 'insufficient'
  model.keys.set(input.key, body)
  const tokens = take(from, Number(input.amount), history.now)
  for (const { token, expires } of tokens) put(to, token, expires)
  model.departures.push({ key: input.key, from, tokens, givenBack: new Set() })
  return 'posted'
}

export async function convertSome(history: History): Promise<void> {
  const { hinata, random } = history
  const from = anyOf(history, hinata, ['member'], 'pt')
  const to = anyOf(history, hinata, ['member'], 'yen')
  const count = random.between(1, 20)
  const key = newKey(history)
  const input = { key, from: from.code, to: to.code, amount: pt(count), kind: 'to_pay', who: {} }
  const done = await convert(hinata.ctx(), input)
  const refusal = refusalOfSpending(history, from, count)
  assert.equal(done.ok ? undefined : done.error.code, refusal)
  if (!done.ok) return
  assert.equal((await convert(hinata.ctx(), input)).ok, true)
  const tokens = take(from, count, history.now)
  sweepIfRegular(history, to, tokens)
  for (const { token, expires } of tokens) put(to, token, expires)
  hinata.model.departures.push({ key, from, tokens, givenBack: new Set() })
}

export async function holdSome(history: History): Promise<void> {
  const { hinata, random } = history
  const asked = await someSpans(history)
  if (!asked) return
  const ends = (await traceForward(hinata.ctx(), { spans: asked })).filter(
    (end) => end.end === 'live' && end.accountKind !== 'case' && random.chance(0.7),
  )
  const unit = random.one(['pt', 'yen'])
  const spans = ends.filter((end) => end.unit === unit).map((end) => partOf(random, end.span))
  if (spans.length === 0) return
  const tokens = await tokensOfSpans(history, hinata, spans)
  const to = account(history, hinata, `case-${unit}`)
  const input = { key: newKey(history), caseId: 'case', spans, to: to.code, who: {} }
  const held = must(await placeHold(hinata.ctx(), input))
  assert.deepEqual(held.missed, [])
  assert.deepEqual(must(await placeHold(hinata.ctx(), input)), held)
  for (const [index, group] of tokens.entries()) {
    const from = ends.filter((end) => end.unit === unit)[index]
    const holder = hinata.model.accounts.get(from?.accountCode ?? '') ?? assert.fail()
    for (const token of group) put(to, token, pick(holder, token))
  }
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

export async function releaseSome(history: History): Promise<void> {
  const { hinata, random } = history
  const from = anyOf(history, hinata, ['case'])
  const { lots } = await readBalance(hinata.ctx(), from.code)
  if (lots.length === 0) return
  const spans = lots.filter(() => random.chance(0.7)).map((lot) => partOf(random, lot.span))
  if (spans.length === 0) return
  const tokens = await tokensOfSpans(history, hinata, spans)
  const to = anyOf(history, hinata, ['member', 'escrow'], from.unit)
  const graceDays = random.chance(0.5) ? GRACE_DAYS : undefined
  const input = { key: newKey(history), spans, to: to.code, who: {}, graceDays }
  const release = random.chance(0.5)
  must(
    release
      ? await releaseHold(hinata.ctx(), input)
      : await moveSpans(hinata.ctx(), { ...input, kind: 'moved' }),
  )
  const moved = tokens.flat().map((token) => ({ token, expires: pick(from, token) }))
  sweepIfRegular(history, to, moved)
  for (const { token, expires } of moved) {
    const dead = graceDays !== undefined && expires <= history.now
    put(to, token, dead ? history.now + GRACE_DAYS * DAY : expires)
  }
}

export async function giveBackSome(history: History): Promise<void> {
  const { hinata, random } = history
  const { departures } = hinata.model
  if (departures.length === 0) return
  const departure = random.one(departures.slice(-6))
  const origins = (await spansOfTransaction(hinata.ctx(), { key: departure.key }))
    .filter((piece) => piece.fromCode === departure.from.code)
    .map((piece) => piece.from)
  const ends = (await traceForward(hinata.ctx(), { spans: origins })).filter(
    (end) => end.accountKind === 'case' || end.accountKind === 'breakage',
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
  const again = tokens.flat().some((token) => departure.givenBack.has(token))
  assert.equal(
    given.ok ? undefined : given.error.code,
    again ? 'ledger/already_given_back' : undefined,
  )
  if (!given.ok) return
  for (const [index, group] of tokens.entries()) {
    const holder = hinata.model.accounts.get(chosen[index]?.accountCode ?? '') ?? assert.fail()
    giveTokensBack(history, departure, holder, group)
  }
}

function partToGiveBack(random: Choices, origins: readonly Span[], end: TraceEnd) {
  const from = partOf(random, end.span)
  const origin = origins[end.originIndex] ?? assert.fail()
  const lo = end.originLo + (from.lo - end.span.lo)
  return { from, origin: { pocketId: origin.pocketId, lo, amount: from.amount } }
}

function giveTokensBack(
  history: History,
  departure: Departure,
  holder: ModelAccount,
  tokens: readonly Token[],
): void {
  const { from, givenBack } = departure
  for (const token of tokens) {
    pick(holder, token)
    givenBack.add(token)
    const left = departure.tokens.find((one) => one.token === token) ?? assert.fail('never left')
    const ends = left.expires === INFINITY ? (from.rolling ?? INFINITY) : left.expires
    put(from, token, ends <= history.now ? history.now + GRACE_DAYS * DAY : left.expires)
  }
}

export async function passTime(history: History): Promise<void> {
  const { hinata, random } = history
  history.now += random.between(1, 15) * DAY
  if (random.chance(0.5)) return
  let more = true
  while (more) more = (await expirePockets(hinata.ctx(), { now: new Date(history.now) })).more
  sweepAll(hinata.model, history.now)
}

export async function freezeOrThaw(history: History): Promise<void> {
  const { hinata } = history
  const one = anyOf(history, hinata, ['member'])
  const change = one.frozen ? unfreezeAccount : freezeAccount
  must(await change(hinata.ctx(), { code: one.code, reason: 'stop' }))
  one.frozen = !one.frozen
}

export async function clawBack(history: History): Promise<void> {
  const { hinata, random } = history
  const one = anyOf(history, hinata, ['member'], 'pt')
  const count = random.between(1, 10)
  const key = newKey(history)
  const { owed } = must(
    await clawBackPoints(hinata.ctx(), { key, code: one.code, amount: pt(count), who: {} }),
  )
  const live = spendable(one, history.now) + one.debt
  const taken = take(one, Math.min(count, live), history.now)
  const sink = sinkOf(hinata.model, 'clawback:pt', 'pt')
  for (const { token, expires } of taken) put(sink, token, expires)
  one.debt += count - taken.length
  assert.equal(Number(owed), count - taken.length)
}
