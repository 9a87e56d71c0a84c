import { strict as assert } from 'node:assert'
import type { Ctx } from '@modosu/kernel'
import {
  clawBackPoints,
  convert,
  expirePockets,
  freezeAccount,
  giveBack,
  issuePoints,
  moveSpans,
  openAccount,
  openConversion,
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
  transferIn,
  transferOut,
  transferSpans,
  unfreezeAccount,
  type Verdict,
} from '../src/index.ts'
import { must, pt } from './open-ledger.ts'
import {
  type Choices,
  choices,
  type Departure,
  type ModelAccount,
  type ModelCompany,
  type ModelTransfer,
  modelAccount,
  modelCompany,
  pick,
  put,
  sinkOf,
  spendable,
  sweepAll,
  sweepRolling,
  type Token,
  take,
} from './token-model.ts'

/** The two ledgers of one history: the company of the points, and a market that it pays. */
export interface TwoLedgers {
  hinata(now: Date): Ctx
  market(now: Date): Ctx
}

interface Issue {
  readonly key: string
  readonly span: Span
  /** Where the issuer's out-stream had it. */
  readonly source: Span
  readonly tokens: readonly Token[]
}

interface Side {
  readonly ctx: () => Ctx
  readonly model: ModelCompany
  readonly issues: Map<string, Issue>
}

interface History {
  readonly random: Choices
  readonly prefix: string
  readonly hinata: Side
  readonly market: Side
  readonly transfers: ModelTransfer[]
  readonly used: PostInput[]
  now: number
  serial: number
}

const DAY = 86_400_000
const INFINITY = Number.POSITIVE_INFINITY
const GRACE_DAYS = 30

/**
 * Runs one random history of `steps` operations on the ledgers and on the model side by side, and
 * compares every answer, every balance, every queue order and the place of every single unit.
 */
export async function runHistory(
  ledgers: TwoLedgers,
  options: { readonly seed: number; readonly steps: number; readonly start: Date },
): Promise<void> {
  const history: History = {
    random: choices(options.seed),
    prefix: `h${options.seed}:`,
    hinata: sideOf('hinata', () => ledgers.hinata(new Date(history.now))),
    market: sideOf('market', () => ledgers.market(new Date(history.now))),
    transfers: [],
    used: [],
    now: options.start.getTime(),
    serial: 0,
  }
  await openHistory(history)
  for (let step = 0; step < options.steps; step++) await history.random.one(OPERATIONS)(history)
  await compareAll(history)
}

function sideOf(name: string, ctx: () => Ctx): Side {
  return { ctx, model: modelCompany(name), issues: new Map() }
}

const MEMBERS = ['a', 'b']

async function openHistory(history: History): Promise<void> {
  const { hinata, market } = history
  must(await openConversion(hinata.ctx(), { from: 'pt', to: 'yen' }))
  for (const member of MEMBERS) {
    await openBoth(history, hinata, { code: `${member}-pt`, unit: 'pt', kind: 'member' })
    await openBoth(history, hinata, { code: `${member}-yen`, unit: 'yen', kind: 'member' })
  }
  for (const unit of ['pt', 'yen']) {
    await openBoth(history, hinata, { code: `case-${unit}`, unit, kind: 'case' })
    await openBoth(history, hinata, { code: `escrow-${unit}`, unit, kind: 'escrow' })
  }
  await openBoth(history, market, { code: 'escrow', unit: 'yen', kind: 'escrow' })
  await openBoth(history, market, { code: 'sales', unit: 'yen', kind: 'sales' })
  await openBoth(history, market, { code: 'case', unit: 'yen', kind: 'case' })
  for (const member of MEMBERS) {
    await issue(history, `${member}-pt`)
    await issue(history, `${member}-pt`)
  }
}

async function openBoth(
  history: History,
  side: Side,
  account: { code: string; unit: string; kind: 'member' | 'case' | 'escrow' | 'sales' },
): Promise<void> {
  const code = history.prefix + account.code
  modelAccount(side.model, { ...account, code })
  must(await openAccount(side.ctx(), { ...account, code, owner: code }))
}

function account(history: History, side: Side, name: string): ModelAccount {
  return side.model.accounts.get(history.prefix + name) ?? assert.fail(`no account ${name}`)
}

function anyOf(
  history: History,
  side: Side,
  kinds: readonly string[],
  unit?: string,
): ModelAccount {
  const fitting = [...side.model.accounts.values()].filter(
    (one) => kinds.includes(one.kind) && (unit === undefined || one.unit === unit),
  )
  return history.random.one(fitting)
}

function newKey(history: History): string {
  history.serial += 1
  return `${history.prefix}${history.serial}`
}

const OPERATIONS = [
  postBatch,
  postBatch,
  postBatch,
  (history: History) => issue(history),
  convertSome,
  convertSome,
  holdSome,
  holdSome,
  releaseSome,
  giveBackSome,
  giveBackSome,
  payMarket,
  payMarket,
  moveAtMarket,
  returnFromMarket,
  refundUnasked,
  passTime,
  freezeOrThaw,
  clawBack,
] as const

async function issue(history: History, name?: string): Promise<void> {
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

async function postBatch(history: History): Promise<void> {
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

async function convertSome(history: History): Promise<void> {
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

function refusalOfSpending(history: History, from: ModelAccount, count: number) {
  if (from.frozen) return 'ledger/frozen'
  return spendable(from, history.now) < count ? 'ledger/insufficient' : undefined
}

/** Arriving regular points sweep older ones whose date has passed. */
function sweepIfRegular(
  history: History,
  to: ModelAccount,
  tokens: readonly { readonly expires: number }[],
): void {
  if (tokens.some(({ expires }) => expires === INFINITY) && to.queues.has(INFINITY)) {
    sweepRolling(history.hinata.model, to, history.now)
  }
}

/** A random part of a span. */
function partOf(random: Choices, span: Span): Span {
  const size = random.between(1, Number(span.amount))
  const skip = random.between(0, Number(span.amount) - size)
  return { pocketId: span.pocketId, lo: span.lo + BigInt(skip), amount: pt(size) }
}

async function holdSome(history: History): Promise<void> {
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

async function releaseSome(history: History): Promise<void> {
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

async function giveBackSome(history: History): Promise<void> {
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

async function payMarket(history: History): Promise<void> {
  const { hinata, random } = history
  const id = newKey(history)
  const fromCase = random.chance(0.2)
  const from = anyOf(history, hinata, [fromCase ? 'case' : 'member'], 'yen')
  const { lots } = await readBalance(hinata.ctx(), from.code)
  const spans = fromCase ? [...lots].reverse().map((lot) => partOf(random, lot.span)) : undefined
  if (spans?.length === 0) return
  const count = spans
    ? spans.reduce((sum, span) => sum + Number(span.amount), 0)
    : random.between(1, 15)
  const picked = spans && (await tokensOfSpans(history, hinata, spans))
  const sent = await transferOut(hinata.ctx(), {
    transferId: id,
    neighbour: 'market',
    from: spans ?? from.code,
    amount: pt(count),
    kind: 'payment',
    who: {},
  })
  const refusal = spans ? undefined : refusalOfSpending(history, from, count)
  assert.equal(sent.ok ? undefined : sent.error.code, refusal)
  if (!sent.ok) return
  const tokens = picked
    ? picked.flat().map((token) => ({ token, expires: pick(from, token) }))
    : take(from, count, history.now)
  const transfer: ModelTransfer = { id, from: from.code, tokens, returned: 0, arrived: false }
  history.transfers.push(transfer)
  if (random.chance(0.9)) await arriveAtMarket(history, transfer)
  if (random.chance(0.2)) await arriveAtMarket(history, transfer)
}

async function arriveAtMarket(history: History, transfer: ModelTransfer): Promise<void> {
  const { market } = history
  const to = account(history, market, 'escrow')
  const taken = must(
    await transferIn(market.ctx(), {
      transferId: transfer.id,
      neighbour: 'hinata',
      to: to.code,
      amount: pt(transfer.tokens.length),
      unit: 'yen',
      kind: 'payment',
      who: {},
    }),
  )
  assert.equal(taken.replayed, transfer.arrived)
  if (transfer.arrived) return
  transfer.arrived = true
  for (const { token } of transfer.tokens) put(to, token, INFINITY)
}

async function moveAtMarket(history: History): Promise<void> {
  const { market, random } = history
  const from = account(history, market, random.one(['escrow', 'case']))
  const to = account(history, market, random.one(['case', 'sales']))
  const { lots } = await readBalance(market.ctx(), from.code)
  if (lots.length === 0 || from === to) return
  const spans = lots.map((lot) => partOf(random, lot.span))
  const tokens = (await tokensOfSpans(history, market, spans)).flat()
  must(
    await moveSpans(market.ctx(), {
      key: newKey(history),
      spans,
      to: to.code,
      kind: 'sale',
      who: {},
    }),
  )
  for (const token of tokens) put(to, token, pick(from, token))
}

/** The market returns what it holds of one payment; it arrives in the case with its old expiries. */
async function returnFromMarket(history: History): Promise<void> {
  const { market, hinata, random } = history
  const arrived = history.transfers.filter((one) => one.arrived && one.returned < one.tokens.length)
  if (arrived.length === 0) return
  const transfer = random.one(arrived)
  const offset = transfer.returned
  const wanted = random.between(1, transfer.tokens.length - offset)
  const places = await transferSpans(market.ctx(), {
    transferId: transfer.id,
    direction: 'in',
    lo: BigInt(offset),
    amount: pt(wanted),
  })
  const ends = (
    await traceForward(market.ctx(), { spans: places.map((place) => place.span) })
  ).filter((end) => end.end === 'live')
  const first = ends[0]
  if (!first) return
  const place = places[first.originIndex] ?? assert.fail()
  const lo = place.lo + (first.originLo - place.span.lo)
  const tokens = await tokensOf(history, market, first.span)
  const holder = market.model.accounts.get(first.accountCode) ?? assert.fail()
  const id = newKey(history)
  must(
    await transferOut(market.ctx(), {
      transferId: id,
      neighbour: 'hinata',
      from: [first.span],
      amount: first.amount,
      kind: 'return',
      who: {},
    }),
  )
  const to = account(history, hinata, 'case-yen')
  must(
    await transferIn(hinata.ctx(), {
      transferId: id,
      neighbour: 'market',
      to: to.code,
      amount: first.amount,
      unit: 'yen',
      kind: 'return',
      who: {},
      returnOf: { transferId: transfer.id, ranges: [{ lo, amount: first.amount }] },
    }),
  )
  transfer.returned = Number(lo) + Number(first.amount)
  for (const [index, token] of tokens.entries()) {
    pick(holder, token)
    const left = transfer.tokens[Number(lo) + index] ?? assert.fail()
    assert.equal(left.token, token, 'the market returned another unit than the offsets name')
    put(to, token, left.expires)
  }
}

/** A return of offsets that never left is refused and changes nothing. */
async function refundUnasked(history: History): Promise<void> {
  const { hinata } = history
  const done = await transferIn(hinata.ctx(), {
    transferId: newKey(history),
    neighbour: 'market',
    to: account(history, hinata, 'case-yen').code,
    amount: pt(3),
    unit: 'yen',
    kind: 'return',
    who: {},
    returnOf: { transferId: 'never', ranges: [{ lo: 0n, amount: pt(3) }] },
  })
  assert.equal(done.ok ? undefined : done.error.code, 'ledger/unknown_transfer')
}

async function passTime(history: History): Promise<void> {
  const { hinata, random } = history
  history.now += random.between(1, 15) * DAY
  if (random.chance(0.5)) return
  let more = true
  while (more) more = (await expirePockets(hinata.ctx(), { now: new Date(history.now) })).more
  sweepAll(hinata.model, history.now)
}

async function freezeOrThaw(history: History): Promise<void> {
  const { hinata } = history
  const one = anyOf(history, hinata, ['member'])
  const change = one.frozen ? unfreezeAccount : freezeAccount
  must(await change(hinata.ctx(), { code: one.code, reason: 'stop' }))
  one.frozen = !one.frozen
}

async function clawBack(history: History): Promise<void> {
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

/** The tokens of a span, asked backward, over the border where it came from there. */
async function tokensOf(history: History, side: Side, span: Span): Promise<Token[]> {
  const [tokens] = await tokensOfSpans(history, side, [span])
  return tokens ?? []
}

async function tokensOfSpans(
  history: History,
  side: Side,
  spans: readonly Span[],
): Promise<Token[][]> {
  const tokens = spans.map((): Token[] => [])
  for (const end of await traceBackward(side.ctx(), { spans })) {
    const known =
      end.end === 'issued' ? tokensOfIssue(side, end) : await tokensOfArrival(history, side, end)
    tokens[end.originIndex]?.push(...known)
  }
  return tokens
}

function tokensOfIssue(side: Side, end: TraceEnd): Token[] {
  for (const issue of side.issues.values()) {
    if (issue.source.pocketId !== end.span.pocketId) continue
    const at = Number(end.span.lo - issue.source.lo)
    if (at < 0 || at >= issue.tokens.length) continue
    return issue.tokens.slice(at, at + Number(end.amount))
  }
  return assert.fail('a span that nobody issued')
}

async function tokensOfArrival(history: History, side: Side, end: TraceEnd): Promise<Token[]> {
  const other = side === history.hinata ? history.market : history.hinata
  const places = await transferSpans(other.ctx(), {
    transferId: end.transferId ?? assert.fail(),
    direction: 'out',
    lo: end.transferLo ?? assert.fail(),
    amount: end.amount,
  })
  const spans = places.map((place) => place.span)
  return (await tokensOfSpans(history, other, spans)).flat()
}

async function compareAll(history: History): Promise<void> {
  for (const side of [history.hinata, history.market]) await compareQueues(history, side)
  await comparePlaces(history)
}

/** Every queue has the very units of the model, in its order. */
async function compareQueues(history: History, side: Side): Promise<void> {
  const accounts = [...side.model.accounts.values()].filter((one) => one.kind !== 'sink')
  const codes = accounts.map((one) => one.code)
  const { lots } = await readBalance(side.ctx(), codes)
  const queues = accounts.flatMap((one) =>
    [...one.queues]
      .filter(([, queue]) => queue.length > 0)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([expires, queue]) => ({ code: one.code, expires, queue })),
  )
  assert.deepEqual(
    lots.map((lot) => [
      lot.code,
      lot.expiresAt instanceof Date ? lot.expiresAt.getTime() : INFINITY,
      Number(lot.amount),
    ]),
    queues.map(({ code, expires, queue }) => [code, expires, queue.length]),
  )
  const spans = lots.map((lot) => lot.span)
  assert.deepEqual(
    await tokensOfSpans(history, side, spans),
    queues.map(({ queue }) => queue),
  )
}

/** Every unit that was ever issued is where the model has it, asked forward. */
async function comparePlaces(history: History): Promise<void> {
  const issues = [...history.hinata.issues.values()]
  const found: string[] = []
  const place = async (side: Side, spans: readonly Span[], at: readonly number[]) => {
    for (const end of await traceForward(side.ctx(), { spans })) {
      const span = spans[end.originIndex] ?? assert.fail()
      const base = (at[end.originIndex] ?? 0) + Number(end.originLo - span.lo)
      const size = Number(end.amount)
      const name = end.end === 'onward' ? 'under way' : `${side.model.name} ${end.accountCode}`
      for (let i = 0; i < size; i++) found[base + i] = name
      if (end.end !== 'onward') continue
      const other = side === history.hinata ? history.market : history.hinata
      const arrived = await transferSpans(other.ctx(), {
        transferId: end.transferId ?? assert.fail(),
        direction: 'in',
        lo: end.transferLo ?? assert.fail(),
        amount: end.amount,
      })
      await place(
        other,
        arrived.map((piece) => piece.span),
        arrived.map((piece) => base + Number(piece.lo - (end.transferLo ?? 0n))),
      )
    }
  }
  const tokens = issues.flatMap((one) => one.tokens)
  let next = 0
  const starts = issues.map((one) => {
    next += one.tokens.length
    return next - one.tokens.length
  })
  await place(
    history.hinata,
    issues.map((one) => one.span),
    starts,
  )
  assert.deepEqual(
    found,
    tokens.map((token) => placeInModel(history, token)),
  )
}

function placeInModel(history: History, token: Token): string {
  for (const side of [history.hinata, history.market]) {
    for (const one of side.model.accounts.values()) {
      for (const queue of one.queues.values()) {
        if (queue.includes(token)) return `${side.model.name} ${one.code}`
      }
    }
  }
  return 'under way'
}
