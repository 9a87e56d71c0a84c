import { strict as assert } from 'node:assert'
import {
  clawBackPoints,
  convert,
  expirePockets,
  extendRolling,
  freezeAccount,
  issuePoints,
  type PostInput,
  postTransfers,
  redeemPoints,
  type Span,
  settleDebt,
  spansOfTransaction,
  unfreezeAccount,
  type Verdict,
} from '../../src/index.ts'
import { must, pt } from '../open-ledger.ts'
import {
  account,
  anyOf,
  codeOf,
  DAY,
  type History,
  INFINITY,
  newKey,
  refusalOfSpending,
  sweepIfRegular,
} from './history-state.ts'
import {
  liveIn,
  putAll,
  sinkOf,
  spendable,
  sweepAll,
  sweepRolling,
  type Token,
  take,
} from './token-model.ts'

/** New points for somebody, of their own date or regular. */
export async function issue(history: History, name?: string): Promise<void> {
  const { hinata, clock } = history
  const to = name
    ? await account(history, hinata, name)
    : await anyOf(history, hinata, ['member'], 'pt')
  const { input, expires, rollingEnd } = randomGrant(history)
  const { span } = must(await issuePoints(hinata.ctx(), { ...input, to: to.code }))
  if (rollingEnd !== undefined) {
    sweepRolling(to, clock.now)
    to.rolling = Math.max(to.rolling ?? 0, rollingEnd)
  }
  const tokens = await knownTokens(history, input.key, span)
  putAll(
    to,
    tokens.map((token) => ({ token, expires })),
  )
}

/** What issuing and granting ask for alike. */
export function randomGrant(history: History) {
  const { random, clock } = history
  const regular = random.chance(0.4)
  const expires = regular ? INFINITY : clock.now + random.between(1, 4) * 20 * DAY
  const rollingEnd = regular ? clock.now + random.between(5, 60) * DAY : undefined
  const input = {
    key: newKey(history),
    amount: pt(random.between(1, 30)),
    expiresAt: regular ? ('rolling' as const) : new Date(expires),
    ...(rollingEnd === undefined ? {} : { rollingExpiresAt: new Date(rollingEnd) }),
    kind: 'grant',
    who: {},
  }
  return { input, expires, rollingEnd }
}

/** Gives every unit of an issue its token, and remembers where in the issuer's stream it was. */
export async function knownTokens(history: History, key: string, span: Span): Promise<Token[]> {
  const tokens = Array.from({ length: Number(span.amount) }, (_, at): Token => ({ issue: key, at }))
  history.issuer ??= await issuerOf(history, key)
  const source = { ...history.issuer, amount: span.amount }
  history.issuer.lo += span.amount
  history.hinata.issues.set(key, { key, span, source, tokens })
  return tokens
}

async function issuerOf(history: History, key: string) {
  const [piece] = await spansOfTransaction(history.hinata.ctx(), { key })
  const { pocketId, lo } = piece?.from ?? assert.fail('an issue without a posting')
  return { pocketId, lo }
}

export async function postBatch(history: History): Promise<void> {
  const { random, hinata, clock } = history
  const inputs: PostInput[] = []
  for (let i = random.between(1, 7); i > 0; i--) {
    if (history.used.length > 0 && random.chance(0.12)) {
      const again = random.one(history.used)
      inputs.push(random.chance(0.7) ? again : { ...again, amount: pt(again.amount + 1n) })
    } else {
      const input = await randomTransfer(history)
      if (input.from !== input.to) inputs.push(input)
    }
  }
  const verdicts = await postTransfers(hinata.ctx(), inputs)
  for (const code of inputs.flatMap((input) => [input.to, input.from])) {
    const one = hinata.model.accounts.get(code)
    if (one) sweepRolling(one, clock.now)
  }
  const expected = inputs.map((input) => judgeInModel(history, input))
  assert.deepEqual(verdicts, expected)
  history.used.push(...inputs)
}

async function randomTransfer(history: History): Promise<PostInput> {
  const { random, hinata } = history
  const kinds = ['member', 'escrow']
  const from = await anyOf(history, hinata, kinds)
  const to = await anyOf(history, hinata, kinds, random.chance(0.95) ? from.unit : undefined)
  return {
    key: newKey(history),
    from: from.code,
    to: random.chance(0.03) ? 'nobody' : to.code,
    amount: pt(random.between(1, 20)),
    kind: 'gift',
    who: { sessionId: random.one(['ses_1', 'ses_2']) },
  }
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
  if (spendable(from, history.clock.now) < input.amount) return 'insufficient'
  model.keys.set(input.key, body)
  const tokens = take(from, Number(input.amount), history.clock.now)
  putAll(to, tokens)
  const { sessionId } = input.who
  model.departures.push({ key: input.key, from, sessionId, tokens, givenBack: new Set() })
  return 'posted'
}

/** Something that happened days ago is written down only now. */
export async function postLate(history: History): Promise<void> {
  const { clock, random } = history
  const now = clock.now
  clock.now -= random.between(1, 5) * DAY
  await postBatch(history)
  clock.now = now
}

export async function convertSome(history: History): Promise<void> {
  const { hinata, random, clock } = history
  const from = await anyOf(history, hinata, ['member'], 'pt')
  const to = await anyOf(history, hinata, ['member'], 'yen')
  const count = random.between(1, 20)
  const key = newKey(history)
  const input = { key, from: from.code, to: to.code, amount: pt(count), kind: 'to_pay', who: {} }
  const done = await convert(hinata.ctx(), input)
  assert.equal(codeOf(done), refusalOfSpending(from, count))
  if (!done.ok) return
  assert.deepEqual(await convert(hinata.ctx(), input), done)
  const tokens = take(from, count, clock.now)
  sweepIfRegular(to, tokens)
  putAll(to, tokens)
  hinata.model.departures.push({ key, from, sessionId: undefined, tokens, givenBack: new Set() })
}

export async function redeemSome(history: History): Promise<void> {
  const { hinata, random, clock } = history
  const from = await anyOf(history, hinata, ['member'])
  const count = random.between(1, 12)
  const key = newKey(history)
  const input = { key, from: from.code, order: key, amount: pt(count), who: {} }
  const done = await redeemPoints(hinata.ctx(), input)
  sweepRolling(from, clock.now)
  assert.equal(codeOf(done), refusalOfSpending(from, count))
  if (!done.ok) return
  assert.deepEqual(await redeemPoints(hinata.ctx(), input), done)
  const tokens = take(from, count, clock.now)
  putAll(sinkOf(hinata.model, `redeemed:${key}`, from.unit), tokens)
  hinata.model.departures.push({ key, from, sessionId: undefined, tokens, givenBack: new Set() })
}

export async function passTime(history: History): Promise<void> {
  const { hinata, random, clock } = history
  history.times.push(clock.now)
  clock.now += random.between(1, 30) * DAY
  if (random.chance(0.5)) return
  let more = true
  while (more) more = (await expirePockets(hinata.ctx(), { now: new Date(clock.now) })).more
  sweepAll(hinata.model, clock.now)
}

/** A later date for regular points never revives those that are past theirs. */
export async function extendDate(history: History): Promise<void> {
  const { hinata, random, clock } = history
  const one = await anyOf(history, hinata, ['member'], 'pt')
  const date = clock.now + random.between(1, 90) * DAY
  must(await extendRolling(hinata.ctx(), { code: one.code, rollingExpiresAt: new Date(date) }))
  sweepRolling(one, clock.now)
  one.rolling = Math.max(one.rolling ?? 0, date)
}

export async function freezeOrThaw(history: History): Promise<void> {
  const one = await anyOf(history, history.hinata, ['member'])
  const change = one.frozen ? unfreezeAccount : freezeAccount
  must(await change(history.hinata.ctx(), { code: one.code, reason: 'stop' }))
  one.frozen = !one.frozen
}

export async function clawBack(history: History): Promise<void> {
  const { hinata, random, clock } = history
  const one = await anyOf(history, hinata, ['member'], 'pt')
  const count = random.between(1, 12)
  const input = { key: newKey(history), code: one.code, amount: pt(count), who: {} }
  const { owed } = must(await clawBackPoints(hinata.ctx(), input))
  const taken = take(one, Math.min(count, liveIn(one, clock.now)), clock.now)
  putAll(sinkOf(hinata.model, 'clawback:pt', 'pt'), taken)
  one.debt += count - taken.length
  assert.equal(Number(owed), count - taken.length)
}

export async function payDebt(history: History): Promise<void> {
  const { hinata, clock } = history
  const owing = [...hinata.model.accounts.values()].filter((one) => one.debt > 0)
  const one =
    owing.length > 0 ? history.random.one(owing) : await anyOf(history, hinata, ['member'], 'pt')
  const settled = must(
    await settleDebt(hinata.ctx(), { key: newKey(history), code: one.code, who: {} }),
  )
  const taken = take(one, Math.min(one.debt, liveIn(one, clock.now)), clock.now)
  putAll(sinkOf(hinata.model, `debt:${one.code}`, 'pt'), taken)
  one.debt -= taken.length
  assert.deepEqual([Number(settled.paid), Number(settled.owed)], [taken.length, one.debt])
}
