import { assert } from '@modosu/kernel'
import type { PostInput, Verdict } from './post-transfers.ts'

/** A queue as far as judging needs it: its date and how much ever came in and went out. */
export interface PocketState {
  readonly id: bigint
  /** Milliseconds, or Infinity for regular points and value without end. */
  readonly expires: number
  inTotal: bigint
  outTotal: bigint
}

export interface AccountState {
  readonly code: string
  readonly id: bigint
  readonly unit: string
  readonly open: boolean
  readonly keepsExpiry: boolean
  readonly clockRuns: boolean
  readonly frozen: boolean
  readonly debt: bigint
  readonly rolling: number | undefined
  /** By expiry. */
  readonly pockets: PocketState[]
}

/** What judging depends on, as of one block. Judging moves the counters in it. */
export interface LedgerState {
  block: bigint
  nextPocket: bigint
  readonly accounts: Map<string, AccountState | undefined>
  readonly actors: Map<string, bigint>
}

/** A transfer with the hash of its body, by which a repetition is told from another request. */
export interface HashedInput {
  readonly input: PostInput
  readonly hash: string
}

/** What was judged, as columns: a line for each queue that a transfer takes from. */
export interface TransferWrite {
  readonly inputs: HashedInput[]
  readonly newPockets: {
    readonly id: bigint
    readonly accountId: bigint
    readonly expires: number
  }[]
  /** The transfer that a line belongs to, from 1. */
  readonly of: number[]
  /** The transfer of a line that is its first; the others say nothing about it again. */
  readonly heads: (HashedInput | undefined)[]
  readonly src: bigint[]
  readonly srcLo: bigint[]
  readonly dst: bigint[]
  readonly dstLo: bigint[]
  readonly amounts: bigint[]
}

export interface Judgement {
  readonly verdicts: Verdict[]
  readonly write: TransferWrite
}

interface Judging extends Judgement {
  readonly state: LedgerState
  readonly now: number
}

/**
 * Judges transfers one after the other by the rules of `postTransfers` and moves the counters of
 * the state accordingly. `known` has the body hashes of keys that were used before.
 */
export function judgeTransfers(
  state: LedgerState,
  inputs: readonly HashedInput[],
  known: ReadonlyMap<string, string>,
  now: Date,
): Judgement {
  const judging: Judging = { state, now: now.getTime(), verdicts: [], write: emptyWrite() }
  const used = new Map<string, string>()
  for (const hashed of inputs) {
    const { input, hash } = hashed
    const before = used.get(input.key) ?? known.get(input.key)
    const verdict =
      before === undefined
        ? judgeOne(judging, hashed)
        : before === hash
          ? 'replayed'
          : 'conflicting_key'
    if (verdict === 'posted') used.set(input.key, hash)
    judging.verdicts.push(verdict)
  }
  return judging
}

function emptyWrite(): TransferWrite {
  return {
    ...{ inputs: [], newPockets: [], of: [], heads: [] },
    ...{ src: [], srcLo: [], dst: [], dstLo: [], amounts: [] },
  }
}

function judgeOne(judging: Judging, hashed: HashedInput): Verdict {
  const { input } = hashed
  const from = judging.state.accounts.get(input.from)
  const to = judging.state.accounts.get(input.to)
  if (!from?.open || !to?.open) return 'unknown_account'
  if (from.unit !== to.unit) return 'unit_mismatch'
  if (from.frozen) return 'frozen'
  if (!isCovered(judging, from, input.amount + from.debt)) return 'insufficient'
  judging.write.inputs.push(hashed)
  spend(judging, from, to, hashed)
  return 'posted'
}

function isCovered(judging: Judging, from: AccountState, amount: bigint): boolean {
  let left = amount
  for (const pocket of from.pockets) {
    if (!isAlive(from, pocket, judging.now)) continue
    left -= pocket.inTotal - pocket.outTotal
    if (left <= 0n) return true
  }
  return false
}

function isAlive(account: AccountState, pocket: PocketState, now: number): boolean {
  if (!account.clockRuns) return true
  if (pocket.expires < Number.POSITIVE_INFINITY) return pocket.expires > now
  return account.rolling === undefined || account.rolling > now
}

/** Takes from the payer's queues in the published order; each unit keeps its expiry. */
function spend(judging: Judging, from: AccountState, to: AccountState, hashed: HashedInput): void {
  const { write } = judging
  const first = write.of.length
  let left: bigint = hashed.input.amount
  for (const pocket of from.pockets) {
    if (left === 0n) break
    const live = pocket.inTotal - pocket.outTotal
    if (live <= 0n || !isAlive(from, pocket, judging.now)) continue
    const take = live < left ? live : left
    const target = targetPocket(judging, to, pocket.expires)
    write.of.push(write.inputs.length)
    write.heads.push(write.of.length - 1 === first ? hashed : undefined)
    write.src.push(pocket.id)
    write.srcLo.push(pocket.outTotal)
    write.dst.push(target.id)
    write.dstLo.push(target.inTotal)
    write.amounts.push(take)
    pocket.outTotal += take
    target.inTotal += take
    assert(target.inTotal <= UNITS_MAX, 'more units than the ledger can number')
    left -= take
  }
  assert(left === 0n, 'a transfer was judged as covered and was not')
  if (write.of.length - first > 2) orderLines(write, first + 1)
}

/** The last number of a queue's units: the database counts them in 64 bits. */
const UNITS_MAX = 2n ** 63n - 1n

/** The chain knows the lines of a transfer after its first one in the order of their source. */
function orderLines(write: TransferWrite, from: number): void {
  const order = write.src
    .slice(from)
    .map((src, index) => ({ src, at: from + index }))
    .sort((left, right) => (left.src < right.src ? -1 : 1))
  for (const column of [write.src, write.srcLo, write.dst, write.dstLo, write.amounts]) {
    const sorted = order.map(({ at }) => column[at] ?? 0n)
    column.splice(from, sorted.length, ...sorted)
  }
}

function targetPocket(judging: Judging, to: AccountState, expires: number): PocketState {
  const wanted = to.keepsExpiry ? expires : Number.POSITIVE_INFINITY
  let at = 0
  for (const pocket of to.pockets) {
    if (pocket.expires === wanted) return pocket
    if (pocket.expires > wanted) break
    at += 1
  }
  const id = judging.state.nextPocket++
  const made: PocketState = { id, expires: wanted, inTotal: 0n, outTotal: 0n }
  judging.write.newPockets.push({ id, accountId: to.id, expires: wanted })
  to.pockets.splice(at, 0, made)
  return made
}
