import { strict as assert } from 'node:assert'
import type { Ctx } from '@modosu/kernel'
import {
  type PostInput,
  type Span,
  type TraceEnd,
  traceBackward,
  transferSpans,
} from '../src/index.ts'
import { pt } from './open-ledger.ts'
import {
  type Choices,
  type ModelAccount,
  type ModelCompany,
  type ModelTransfer,
  spendable,
  sweepRolling,
  type Token,
} from './token-model.ts'

/** The two ledgers of one history: the company of the points, and a market that it pays. */
export interface TwoLedgers {
  hinata(now: Date): Ctx
  market(now: Date): Ctx
}

export interface Issue {
  readonly key: string
  readonly span: Span
  /** Where the issuer's out-stream had it. */
  readonly source: Span
  readonly tokens: readonly Token[]
}

export interface Side {
  readonly ctx: () => Ctx
  readonly model: ModelCompany
  readonly issues: Map<string, Issue>
}

export interface History {
  readonly random: Choices
  readonly prefix: string
  readonly hinata: Side
  readonly market: Side
  readonly transfers: ModelTransfer[]
  readonly used: PostInput[]
  now: number
  serial: number
}

export const DAY = 86_400_000
export const INFINITY = Number.POSITIVE_INFINITY
export const GRACE_DAYS = 30

export function account(history: History, side: Side, name: string): ModelAccount {
  return side.model.accounts.get(history.prefix + name) ?? assert.fail(`no account ${name}`)
}

export function anyOf(
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

export function newKey(history: History): string {
  history.serial += 1
  return `${history.prefix}${history.serial}`
}

export function refusalOfSpending(history: History, from: ModelAccount, count: number) {
  if (from.frozen) return 'ledger/frozen'
  return spendable(from, history.now) < count ? 'ledger/insufficient' : undefined
}

/** Arriving regular points sweep older ones whose date has passed. */
export function sweepIfRegular(
  history: History,
  to: ModelAccount,
  tokens: readonly { readonly expires: number }[],
): void {
  if (tokens.some(({ expires }) => expires === INFINITY) && to.queues.has(INFINITY)) {
    sweepRolling(history.hinata.model, to, history.now)
  }
}

/** A random part of a span. */
export function partOf(random: Choices, span: Span): Span {
  const size = random.between(1, Number(span.amount))
  const skip = random.between(0, Number(span.amount) - size)
  return { pocketId: span.pocketId, lo: span.lo + BigInt(skip), amount: pt(size) }
}

/** The tokens of a span, asked backward, over the border where it came from there. */
export async function tokensOf(history: History, side: Side, span: Span): Promise<Token[]> {
  const [tokens] = await tokensOfSpans(history, side, [span])
  return tokens ?? []
}

export async function tokensOfSpans(
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
