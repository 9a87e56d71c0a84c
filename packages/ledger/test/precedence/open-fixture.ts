import type { Ctx } from '@modosu/kernel'
import {
  freezeAccount,
  giveBack,
  grantPending,
  placeHold,
  readBalance,
  reservePoints,
  type Span,
  settleGrant,
  voidReservation,
} from '../../src/index.ts'
import { grant, must, newKey, open, openPair, pt, SOON } from '../open-ledger.ts'

/** A ledger in which every rule can be broken. Its accounts are called what is odd about them. */
export interface Fixture {
  /** Units of `a`, some of them in its queue still and free to be asked for. */
  readonly live: Span
  readonly frozen: Span
  readonly yen: Span
  /** In the account `case`. */
  readonly held: Span
  /** In the account `case-yen`, of a unit that nothing converts into. */
  readonly heldStar: Span
  /** Units of `a` that have left it, as `held` has, and some that were given back already. */
  readonly origin: Span
  readonly givenBack: Span
}

/** What every request under a used key uses. */
export const USED = 'used'

/** The same request under a key that nobody used. */
export function fresh<Input extends object>(input: Input): Input & { key: string } {
  return { ...input, key: newKey() }
}

export async function openFixture(ctx: Ctx): Promise<Fixture> {
  await openPair(ctx)
  await open(ctx, ['a', 'b', 'frozen'])
  await open(ctx, ['yen'], 'member', 'yen')
  await open(ctx, ['star'], 'member', 'star')
  await open(ctx, ['case'], 'case')
  await open(ctx, ['case-star'], 'case', 'star')
  await open(ctx, ['escrow', 'cold'], 'escrow')
  // What an order and a cancelled grant would open by themselves, opened as something else.
  await open(ctx, ['redeemed:star'], 'redeemed', 'star')
  await open(ctx, ['cancelled:star'], 'member', 'star')
  for (const code of ['a', 'frozen', 'yen', 'star']) await grant(ctx, code, 100)
  await promiseSome(ctx)
  must(await freezeAccount(ctx, { code: 'frozen', reason: 'stop' }))
  must(await freezeAccount(ctx, { code: 'cold', reason: 'stop' }))
  const live = await lotOf(ctx, 'a')
  const frozen = await lotOf(ctx, 'frozen')
  const yen = await lotOf(ctx, 'yen')
  const star = await lotOf(ctx, 'star')
  const origin = part(live, 0, 5)
  const givenBack = part(live, 5, 5)
  const held = await hold(ctx, origin, 'case')
  const parts = [{ from: await hold(ctx, givenBack, 'case'), origin: givenBack }]
  must(await giveBack(ctx, { key: 'given', parts, to: 'origin', graceDays: 30, who: {} }))
  const heldStar = await hold(ctx, part(star, 0, 5), 'case-star')
  return { live: await lotOf(ctx, 'a'), frozen, yen, held, heldStar, origin, givenBack }
}

/** Reservations and grants, some of which nothing is left. */
async function promiseSome(ctx: Ctx): Promise<void> {
  const reserve = (key: string, to: string) =>
    reservePoints(ctx, { key, from: 'a', to, amount: pt(10), who: {} })
  must(await reserve('kept', 'escrow'))
  must(await reserve('in the cold', 'cold'))
  must(await reserve('gone', 'escrow'))
  must(await voidReservation(ctx, { key: USED, reservation: 'gone', who: {} }))
  for (const key of ['granted', 'settled', 'granted star']) {
    const to = key === 'granted star' ? 'star' : 'a'
    const input = { key, to, amount: pt(5), expiresAt: SOON, kind: 'earn', who: {} }
    must(await grantPending(ctx, input))
  }
  must(await settleGrant(ctx, { key: 'settling', grant: 'settled', to: 'a', who: {} }))
}

async function lotOf(ctx: Ctx, code: string): Promise<Span> {
  const lot = (await readBalance(ctx, code)).lots[0]
  if (lot === undefined) throw new Error(`${code} is empty`)
  return lot.span
}

async function hold(ctx: Ctx, span: Span, to: string): Promise<Span> {
  const key = `hold ${span.pocketId} ${span.lo}`
  const { held } = must(await placeHold(ctx, { key, caseId: 'c', spans: [span], to, who: {} }))
  if (held[0] === undefined) throw new Error('nothing was held')
  return held[0].heldSpan
}

export function part(span: Span, from: number, size: number): Span {
  return { ...span, lo: span.lo + BigInt(from), amount: pt(size) }
}

/** Units that never were. */
export function past(span: Span): Span {
  return { ...span, lo: span.lo + span.amount + 1_000n, amount: pt(1) }
}
