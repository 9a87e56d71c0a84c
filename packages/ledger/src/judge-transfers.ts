import { assert } from '@modosu/kernel'
import type { PostInput, Verdict } from './post-transfers.ts'

/** A queue as far as judging needs it: its date and how much is in it. */
export interface PocketState {
  /** 0n until it is written: then it has the next number. */
  readonly id: bigint
  /** Milliseconds, or Infinity for regular points and value without end. */
  readonly expires: number
  live: bigint
  /** Its place in the write that is being judged, from 1; 0 when it is not part of one. */
  place: number
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

/** What judging depends on, as of one block. Judging moves the balances in it. */
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

/** What was judged, as columns. Pockets come once each; postings point into them, from 1. */
export interface TransferWrite {
  readonly inputs: HashedInput[]
  readonly newPockets: { readonly accountId: bigint; readonly expires: number }[]
  readonly pockets: PocketState[]
  readonly ins: bigint[]
  readonly outs: bigint[]
  readonly of: number[]
  readonly src: number[]
  readonly dst: number[]
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
 * Judges transfers one after the other by the rules of `postTransfers` and moves the balances of
 * the state accordingly. `known` has the body hashes of keys that were used before.
 */
export function judgeTransfers(
  state: LedgerState,
  inputs: readonly HashedInput[],
  known: ReadonlyMap<string, string>,
  now: Date,
): Judgement {
  const judging: Judging = {
    state,
    now: now.getTime(),
    verdicts: [],
    write: {
      inputs: [],
      newPockets: [],
      pockets: [],
      ins: [],
      outs: [],
      of: [],
      src: [],
      dst: [],
      amounts: [],
    },
  }
  const used = new Map<string, string>()
  for (const hashed of inputs) {
    const { input, hash } = hashed
    const before = known.get(input.key) ?? used.get(input.key)
    const verdict =
      before === undefined
        ? judgeOne(judging, hashed)
        : before === hash
          ? 'replayed'
          : 'conflicting_key'
    if (verdict === 'posted') used.set(input.key, hash)
    judging.verdicts.push(verdict)
  }
  for (const pocket of judging.write.pockets) pocket.place = 0
  return judging
}

function judgeOne(judging: Judging, hashed: HashedInput): Verdict {
  const { input } = hashed
  const from = judging.state.accounts.get(input.from)
  const to = judging.state.accounts.get(input.to)
  if (!from?.open || !to?.open) return 'unknown_account'
  if (from.unit !== to.unit) return 'unit_mismatch'
  if (from.frozen) return 'frozen'
  let spendable = -from.debt
  for (const pocket of from.pockets) {
    if (isAlive(from, pocket, judging.now)) spendable += pocket.live
  }
  if (spendable < input.amount) return 'insufficient'
  judging.write.inputs.push(hashed)
  spend(judging, from, to, input.amount)
  return 'posted'
}

function isAlive(account: AccountState, pocket: PocketState, now: number): boolean {
  if (!account.clockRuns) return true
  if (pocket.expires < Number.POSITIVE_INFINITY) return pocket.expires > now
  return account.rolling === undefined || account.rolling > now
}

/** Takes from the payer's queues in the published order; each unit keeps its expiry. */
function spend(judging: Judging, from: AccountState, to: AccountState, amount: bigint): void {
  const { write } = judging
  let left: bigint = amount
  for (const pocket of from.pockets) {
    if (left === 0n) return
    if (pocket.live <= 0n || !isAlive(from, pocket, judging.now)) continue
    const take = pocket.live < left ? pocket.live : left
    const target = targetPocket(judging, to, pocket.expires)
    const src = placeOf(write, pocket)
    const dst = placeOf(write, target)
    write.of.push(write.inputs.length)
    write.src.push(src)
    write.dst.push(dst)
    write.amounts.push(take)
    write.outs[src - 1] = (write.outs[src - 1] ?? 0n) + take
    write.ins[dst - 1] = (write.ins[dst - 1] ?? 0n) + take
    pocket.live -= take
    target.live += take
    left -= take
  }
  assert(left === 0n, 'a transfer was judged as covered and was not')
}

function placeOf(write: TransferWrite, pocket: PocketState): number {
  if (pocket.place === 0) {
    pocket.place = write.pockets.push(pocket)
    write.ins.push(0n)
    write.outs.push(0n)
  }
  return pocket.place
}

function targetPocket(judging: Judging, to: AccountState, expires: number): PocketState {
  const wanted = to.keepsExpiry ? expires : Number.POSITIVE_INFINITY
  const at = to.pockets.findIndex((pocket) => pocket.expires >= wanted)
  const found = to.pockets[at]
  if (found?.expires === wanted) return found
  const made: PocketState = {
    id: judging.state.nextPocket++,
    expires: wanted,
    live: 0n,
    place: 0,
  }
  judging.write.newPockets.push({ accountId: to.id, expires: wanted })
  to.pockets.splice(at === -1 ? to.pockets.length : at, 0, made)
  return made
}
