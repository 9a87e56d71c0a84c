import { amount } from '@modosu/kernel'
import type { PostInput } from '@modosu/ledger'
import { MEMBERS, memberCode, newId } from './bench-database.ts'

export type Distribution = 'uniform' | 'hot'

/** One in ten transfers touches this member when the distribution is hot. */
const HOT_MEMBER = 1
const HOT_SHARE = 0.1
const AMOUNT_MAX = 100

let state = 20_170_910

/** A seeded stream: every run has the same traffic. */
export function randomBelow(max: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 4_294_967_296) * max)
}

export function randomPair(distribution: Distribution): readonly [from: number, to: number] {
  const from = 1 + randomBelow(MEMBERS)
  const hot = distribution === 'hot' && randomBelow(1_000) < HOT_SHARE * 1_000
  const to = hot ? HOT_MEMBER : 1 + randomBelow(MEMBERS)
  return from === to ? [from, (from % MEMBERS) + 1] : [from, to]
}

export function randomAmount(): bigint {
  return BigInt(1 + randomBelow(AMOUNT_MAX))
}

export function randomTransfer(distribution: Distribution): PostInput {
  const [from, to] = randomPair(distribution)
  return {
    key: newId('pay'),
    from: memberCode(from),
    to: memberCode(to),
    amount: amount(randomAmount()),
    kind: 'payment',
    who: { sessionId: `ses_${from}` },
  }
}

export function randomBatch(size: number, distribution: Distribution): PostInput[] {
  return Array.from({ length: size }, () => randomTransfer(distribution))
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
