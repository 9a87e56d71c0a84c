import type { Ctx } from '@modosu/kernel'
import type { AccountState, HashedInput, LedgerState } from '../judge-transfers.ts'
import { judgeTransfers } from '../judge-transfers.ts'
import type { PostInput, Verdict } from '../post-transfers.ts'
import { columnsOf, type WriteColumns } from '../store/transfers.ts'

export interface GatherOptions {
  /**
   * Runs work in a transaction of its own. Each piece of work is one statement or retries as a
   * whole, so an autocommitting connection will do and saves two round trips.
   */
  readonly runInTransaction: <Value>(work: (ctx: Ctx) => Promise<Value>) => Promise<Value>
  readonly now: () => Date
  /** Calls are gathered until a batch has this many transfers; one call is never split. */
  readonly batchMax?: number
}

/** Posts transfers of many callers through one writer, gathered into batches. */
export interface PostGatherer {
  /** As `postTransfers`, in a transaction of its own; done when it is durable. */
  post(input: PostInput): Promise<Verdict>
  postBatch(inputs: readonly PostInput[]): Promise<Verdict[]>
  /** Waits for what was begun; nothing can be posted afterwards. */
  close(): Promise<void>
}

export interface Waiting {
  readonly inputs: readonly HashedInput[]
  resolve(verdicts: Verdict[]): void
  reject(error: unknown): void
}

export interface Gathering {
  readonly options: GatherOptions
  readonly state: LedgerState
  readonly queue: Waiting[]
  queued: number
  /** Something was written that is not in memory. */
  behind: boolean
  /** Batches on their way, oldest first. */
  readonly flying: Flight[]
  /** Written since the counters of pockets were last brought up. */
  uncounted: number
  counting: Promise<void> | undefined
  running: Promise<void> | undefined
  closed: boolean
}

export interface Batch {
  readonly calls: readonly Waiting[]
  readonly inputs: readonly HashedInput[]
  readonly now: Date
}

/** A batch that was judged in memory and sent, and what became of it. */
export interface Flight {
  readonly batch: Batch
  readonly verdicts: readonly Verdict[]
  readonly columns: WriteColumns
  readonly block: bigint
  /** In the database, where the next batch can stand on it. */
  readonly writing: Promise<Landing>
  /** On disk as well: only then a caller hears of it. */
  readonly landing: Promise<Landing>
}

export type Landing = { readonly written: boolean; readonly error?: unknown }

export function isReady(account: AccountState | undefined, now: Date): boolean {
  if (account === undefined) return false
  return account.rolling === undefined || account.rolling > now.getTime()
}

/** Judges, and puts into columns while there is time: the database waits for neither. */
export function prepare({ state }: Gathering, { inputs, now }: Batch): Prepared {
  const { verdicts, write } = judgeTransfers(state, inputs, NO_KEYS, now)
  return { verdicts, columns: columnsOf(state, write) }
}

export interface Prepared {
  readonly verdicts: readonly Verdict[]
  readonly columns: WriteColumns
}

/** Keys used before are not in memory: writing one again fails, and the slow way knows them. */
const NO_KEYS: ReadonlyMap<string, string> = new Map()

/** What was judged and not written is no longer true, and maybe more: the next batch reads again. */
export function forget(gathering: Gathering, { inputs }: Batch): void {
  const { state } = gathering
  gathering.behind = true
  for (const { input } of inputs) {
    state.accounts.delete(input.from)
    state.accounts.delete(input.to)
  }
}

export function answer({ calls }: Batch, verdicts: readonly Verdict[]): void {
  let at = 0
  for (const call of calls) {
    call.resolve(verdicts.slice(at, at + call.inputs.length))
    at += call.inputs.length
  }
}
