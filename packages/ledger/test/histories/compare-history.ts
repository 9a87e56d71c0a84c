import { strict as assert } from 'node:assert'
import {
  readBalance,
  type Span,
  traceForward,
  tracePassages,
  transferSpans,
} from '../../src/index.ts'
import { type History, INFINITY, type Side, tokensOfSpans } from './history-state.ts'
import type { Token } from './token-model.ts'

export async function compareAll(history: History): Promise<void> {
  for (const side of [history.hinata, history.market]) await compareQueues(history, side)
  await comparePlaces(history)
}

/** Every queue has the very units of the model, in its order. */
async function compareQueues(history: History, side: Side): Promise<void> {
  const accounts = [...side.model.accounts.values()].filter((one) => one.kind !== 'sink')
  if (accounts.length === 0) return
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

/**
 * Every unit that was ever issued is where the model has it, asked forward, and came through the
 * escrows that it left there.
 */
async function comparePlaces(history: History): Promise<void> {
  const issues = [...history.hinata.issues.values()]
  const tokens = issues.flatMap((one) => one.tokens)
  const found: string[] = []
  const passed = tokens.map(() => new Set<string>())
  const place = async (side: Side, spans: readonly Span[], at: readonly number[]) => {
    for (const { originIndex, originLo, ...piece } of await tracePassages(side.ctx(), { spans })) {
      const span = spans[originIndex] ?? assert.fail()
      const base = (at[originIndex] ?? 0) + Number(originLo - span.lo)
      for (const names of passed.slice(base, base + Number(piece.amount))) {
        names.add(`${side.model.name} ${piece.accountCode}`)
      }
    }
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
  assert.deepEqual(
    passed,
    tokens.map((token) => passedInModel(history, token)),
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

function passedInModel(history: History, token: Token): Set<string> {
  return new Set(
    [history.hinata, history.market].flatMap(({ model }) =>
      [...(model.passed.get(token) ?? [])].map((code) => `${model.name} ${code}`),
    ),
  )
}
