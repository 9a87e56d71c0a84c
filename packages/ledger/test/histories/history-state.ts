import { strict as assert } from 'node:assert'
import type { Ctx } from '@modosu/kernel'
import {
  openAccount,
  type PostInput,
  type Span,
  type TraceEnd,
  traceBackward,
  transferSpans,
} from '../../src/index.ts'
import { must, pt } from '../open-ledger.ts'
import type { Choices } from './choices.ts'
import {
  type DatedToken,
  type ModelAccount,
  type ModelClock,
  type ModelCompany,
  modelAccount,
  type Stay,
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

/** What a history opens when it first needs it. */
export interface PlannedAccount {
  readonly code: string
  readonly unit: string
  readonly kind: 'member' | 'case' | 'escrow' | 'sales'
}

export interface Side {
  readonly ctx: () => Ctx
  readonly model: ModelCompany
  readonly issues: Map<string, Issue>
  readonly planned: readonly PlannedAccount[]
}

/** Units that a reservation, a grant or a hold brought somewhere, for something to become of them. */
export interface Promised {
  readonly key: string
  readonly from: ModelAccount
  readonly at: ModelAccount
  readonly units: readonly Stay[]
}

export interface PlacedHold {
  readonly key: string
  readonly at: ModelAccount
  /** By whom they were taken from, in the order of the request. */
  readonly groups: readonly { readonly from: ModelAccount; readonly units: readonly Stay[] }[]
  until: number
  ended: boolean
}

/** Value on its way between the companies, as both know it. */
export interface ModelTransfer {
  readonly id: string
  readonly tokens: readonly DatedToken[]
  /** How many offsets have been returned, from the start. */
  returned: number
  arrived: boolean
}

export interface History {
  readonly random: Choices
  readonly prefix: string
  readonly clock: ModelClock
  readonly hinata: Side
  readonly market: Side
  readonly transfers: ModelTransfer[]
  /** What the market sent back: reference and amount. */
  readonly returns: { readonly id: string; readonly amount: number }[]
  readonly used: PostInput[]
  readonly reservations: Promised[]
  readonly grants: Promised[]
  readonly holds: PlacedHold[]
  /** When the moments of the clock were written down, by the clock of the database. */
  readonly moments: Date[]
  /** Where the issuer's out-stream goes on: nobody else issues while this history runs. */
  issuer: { readonly pocketId: bigint; lo: bigint } | undefined
  /** Times at which something took effect. */
  readonly times: number[]
  serial: number
}

export const DAY = 86_400_000
export const INFINITY = Number.POSITIVE_INFINITY
export const GRACE_DAYS = 30

/** What each company calls the other in this history. */
export function neighbourOf(history: History, side: Side): string {
  return history.prefix + (side === history.hinata ? 'market' : 'hinata')
}

export async function account(history: History, side: Side, name: string): Promise<ModelAccount> {
  const code = history.prefix + name
  const known = side.model.accounts.get(code)
  if (known) return known
  const planned = side.planned.find((one) => one.code === name) ?? assert.fail(`no ${name}`)
  must(await openAccount(side.ctx(), { ...planned, code, owner: code }))
  return modelAccount(side.model, { ...planned, code })
}

export function anyOf(
  history: History,
  side: Side,
  kinds: readonly string[],
  unit?: string,
): Promise<ModelAccount> {
  const fitting = side.planned.filter(
    (one) => kinds.includes(one.kind) && (unit === undefined || one.unit === unit),
  )
  return account(history, side, history.random.one(fitting).code)
}

/** A key that no other request has. */
export function newKey(history: History): string {
  history.serial += 1
  return `${history.prefix}${history.serial}`
}

export function refusalOfSpending(from: ModelAccount, count: number) {
  if (from.frozen) return 'ledger/frozen'
  return spendable(from, from.company.clock.now) < count ? 'ledger/insufficient' : undefined
}

export function codeOf(result: { readonly ok: boolean; readonly error?: unknown }) {
  return (result.error as { readonly code: string } | undefined)?.code
}

/** Arriving regular points sweep older ones whose date has passed. */
export function sweepIfRegular(to: ModelAccount, tokens: readonly DatedToken[]): void {
  if (tokens.some(({ expires }) => expires === INFINITY)) sweepRolling(to, to.company.clock.now)
}

/** With days of grace, a unit whose date has passed lives that much longer where it arrives. */
export function withGrace(
  tokens: readonly DatedToken[],
  now: number,
  graceDays: number | undefined,
): DatedToken[] {
  if (graceDays === undefined) return [...tokens]
  return tokens.map(({ token, expires }) => ({
    token,
    expires: expires <= now ? now + graceDays * DAY : expires,
  }))
}

/** A random part of a span. */
export function partOf(random: Choices, span: Span): Span {
  const size = random.between(1, Number(span.amount))
  const skip = random.between(0, Number(span.amount) - size)
  return { pocketId: span.pocketId, lo: span.lo + BigInt(skip), amount: pt(size) }
}

/** The tokens of each span, asked backward, over the border where they came from there. */
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
