import { strict as assert } from 'node:assert'
import {
  moveSpans,
  readBalance,
  traceForward,
  transferIn,
  transferOut,
  transferSpans,
} from '../../src/index.ts'
import { must, pt } from '../open-ledger.ts'
import {
  account,
  anyOf,
  codeOf,
  type History,
  INFINITY,
  type ModelTransfer,
  neighbourOf,
  newKey,
  partOf,
  refusalOfSpending,
  tokensOfSpans,
} from './history-state.ts'
import { pick, pickAll, put, putAll, take } from './token-model.ts'

export async function payMarket(history: History): Promise<void> {
  const { hinata, random, clock } = history
  const id = newKey(history)
  const fromCase = random.chance(0.2)
  const from = await anyOf(history, hinata, [fromCase ? 'case' : 'member'], 'yen')
  const { lots } = await readBalance(hinata.ctx(), from.code)
  const spans = fromCase ? [...lots].reverse().map((lot) => partOf(random, lot.span)) : undefined
  if (spans?.length === 0) return
  const count = spans
    ? spans.reduce((sum, span) => sum + Number(span.amount), 0)
    : random.between(1, 15)
  const picked = spans && (await tokensOfSpans(history, hinata, spans))
  const sent = await transferOut(hinata.ctx(), {
    transferId: id,
    neighbour: neighbourOf(history, hinata),
    from: spans ?? from.code,
    amount: pt(count),
    kind: 'payment',
    who: {},
  })
  assert.equal(codeOf(sent), spans ? undefined : refusalOfSpending(from, count))
  if (!sent.ok) return
  const tokens = picked ? pickAll(from, picked.flat()) : take(from, count, clock.now)
  const transfer: ModelTransfer = { id, tokens, returned: 0, arrived: false }
  history.transfers.push(transfer)
  if (random.chance(0.9)) await arriveAtMarket(history, transfer)
  if (random.chance(0.2)) await arriveAtMarket(history, transfer)
}

async function arriveAtMarket(history: History, transfer: ModelTransfer): Promise<void> {
  const { market } = history
  const to = await account(history, market, 'escrow')
  const taken = must(
    await transferIn(market.ctx(), {
      transferId: transfer.id,
      neighbour: neighbourOf(history, market),
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

export async function moveAtMarket(history: History): Promise<void> {
  const { market, random } = history
  const from = await account(history, market, random.one(['escrow', 'case']))
  const to = await account(history, market, random.one(['case', 'sales']))
  const { lots } = await readBalance(market.ctx(), from.code)
  if (lots.length === 0 || from === to) return
  const spans = lots.map((lot) => partOf(random, lot.span))
  const tokens = (await tokensOfSpans(history, market, spans)).flat()
  const input = { key: newKey(history), spans, to: to.code, kind: 'sale', who: {} }
  must(await moveSpans(market.ctx(), input))
  putAll(to, pickAll(from, tokens))
}

/** The market returns what it holds of one payment; it arrives in the case with its old expiries. */
export async function returnFromMarket(history: History): Promise<void> {
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
  const tokens = (await tokensOfSpans(history, market, [first.span])).flat()
  const holder = market.model.accounts.get(first.accountCode) ?? assert.fail()
  const back = {
    transferId: newKey(history),
    amount: first.amount,
    kind: 'return',
    who: {},
  } as const
  must(
    await transferOut(market.ctx(), {
      ...back,
      neighbour: neighbourOf(history, market),
      from: [first.span],
    }),
  )
  const to = await account(history, hinata, 'case-yen')
  must(
    await transferIn(hinata.ctx(), {
      ...back,
      neighbour: neighbourOf(history, hinata),
      to: to.code,
      unit: 'yen',
      returnOf: { transferId: transfer.id, ranges: [{ lo, amount: first.amount }] },
    }),
  )
  history.returns.push({ id: back.transferId, amount: Number(first.amount) })
  transfer.returned = Number(lo) + Number(first.amount)
  for (const [index, token] of tokens.entries()) {
    pick(holder, token)
    const left = transfer.tokens[Number(lo) + index] ?? assert.fail()
    assert.equal(left.token, token, 'the market returned another unit than the offsets name')
    put(to, token, left.expires)
  }
}

/** A return of offsets that never left is refused and changes nothing. */
export async function refundUnasked(history: History): Promise<void> {
  const { hinata } = history
  const done = await transferIn(hinata.ctx(), {
    transferId: newKey(history),
    neighbour: neighbourOf(history, hinata),
    to: (await account(history, hinata, 'case-yen')).code,
    amount: pt(3),
    unit: 'yen',
    kind: 'return',
    who: {},
    returnOf: { transferId: 'never', ranges: [{ lo: 0n, amount: pt(3) }] },
  })
  assert.equal(codeOf(done), 'ledger/unknown_transfer')
}
