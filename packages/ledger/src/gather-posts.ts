import { assert, type Ctx, databaseError } from '@modosu/kernel'
import {
  type AccountState,
  type HashedInput,
  judgeTransfers,
  type LedgerState,
} from './judge-transfers.ts'
import {
  accountsOf,
  hashInput,
  type PostInput,
  postTransfers,
  TRANSFERS_MAX,
  type Verdict,
} from './post-transfers.ts'
import {
  columnsOf,
  emptyState,
  prepareTransfers,
  type WriteColumns,
  writeTransfers,
} from './store/transfers.ts'

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

interface Waiting {
  readonly inputs: readonly HashedInput[]
  resolve(verdicts: Verdict[]): void
  reject(error: unknown): void
}

/** Callers that wait longer than this many transfers are told to come back. */
const QUEUE_MAX = 100_000
/** A gathered batch ends here, so that no caller waits for many others. */
const GATHERED_MAX = 2_000
/** Accounts in memory; about half a kilobyte each. */
const ACCOUNTS_MAX = 500_000

/**
 * Gathers concurrent calls into batches. The state that verdicts depend on is kept in memory as of
 * one block; a batch is judged there while the one before it is being written, and is written only
 * if nothing else was. Whatever goes wrong, the batch is judged again from the database: memory can
 * make a call slower, never wrong.
 */
export function gatherPosts(options: GatherOptions): PostGatherer {
  const gathering: Gathering = {
    options,
    state: emptyState(),
    queue: [],
    queued: 0,
    behind: true,
    running: undefined,
    closed: false,
  }
  const postBatch = (inputs: readonly PostInput[]) => {
    assert(!gathering.closed, 'the gatherer is closed')
    assert(inputs.length <= TRANSFERS_MAX, `more than ${TRANSFERS_MAX} transfers in one call`)
    assert(gathering.queued + inputs.length <= QUEUE_MAX, 'too many transfers are waiting')
    if (inputs.length === 0) return Promise.resolve([])
    const hashed = inputs.map(hashInput)
    return new Promise<Verdict[]>((resolve, reject) => {
      gathering.queue.push({ inputs: hashed, resolve, reject })
      gathering.queued += hashed.length
      gathering.running ??= pump(gathering)
    })
  }
  return {
    postBatch,
    async post(input) {
      const [verdict] = await postBatch([input])
      assert(verdict !== undefined, 'a transfer without a verdict')
      return verdict
    },
    async close() {
      gathering.closed = true
      await gathering.running
    },
  }
}

interface Gathering {
  readonly options: GatherOptions
  readonly state: LedgerState
  readonly queue: Waiting[]
  queued: number
  /** Something was written that is not in memory. */
  behind: boolean
  running: Promise<void> | undefined
  closed: boolean
}

interface Batch {
  readonly calls: readonly Waiting[]
  readonly inputs: readonly HashedInput[]
  readonly now: Date
}

/** Judges each batch while the one before it is written. Never throws: callers get their errors. */
async function pump(gathering: Gathering): Promise<void> {
  let writing: Promise<boolean> | undefined
  for (;;) {
    if (gathering.queued < AHEAD_MIN) {
      await writing
      writing = undefined
      // Callers that are woken together queue together: taking at once would split them up.
      await new Promise((resolve) => setImmediate(resolve))
      if (gathering.queue.length === 0) break
    }
    const batch = takeBatch(gathering)
    let prepared = isInMemory(gathering, batch) ? prepare(gathering, batch) : undefined
    if (writing && !(await writing)) {
      forget(gathering, batch)
      prepared = undefined
    }
    writing = writeBatch(gathering, batch, prepared)
    if (!prepared) {
      // It is judged only when its accounts are read: nothing may be judged before it is.
      await writing
      writing = undefined
    }
  }
  gathering.running = undefined
}

/** Fewer transfers than this wait for the write under way, and for others to join them. */
const AHEAD_MIN = 256

function takeBatch(gathering: Gathering): Batch {
  const batchMax = gathering.options.batchMax ?? GATHERED_MAX
  const calls: Waiting[] = []
  let size = 0
  for (const call of gathering.queue) {
    if (size > 0 && size + call.inputs.length > batchMax) break
    calls.push(call)
    size += call.inputs.length
  }
  gathering.queue.splice(0, calls.length)
  gathering.queued -= size
  const first = calls[0]
  const inputs = calls.length === 1 && first ? first.inputs : calls.flatMap((call) => call.inputs)
  return { calls, inputs, now: gathering.options.now() }
}

/** Accounts whose regular points have passed their date are swept in the database first. */
function isInMemory({ state, behind }: Gathering, { inputs, now }: Batch): boolean {
  if (behind) return false
  return inputs.every(
    ({ input }) =>
      isReady(state.accounts.get(input.from), now) && isReady(state.accounts.get(input.to), now),
  )
}

function isReady(account: AccountState | undefined, now: Date): boolean {
  if (account === undefined) return false
  return account.rolling === undefined || account.rolling > now.getTime()
}

/** Judges, and puts into columns while there is time: the database waits for neither. */
function prepare({ state }: Gathering, { inputs, now }: Batch): Prepared {
  const { verdicts, write } = judgeTransfers(state, inputs, NO_KEYS, now)
  return { verdicts, columns: columnsOf(state, write) }
}

interface Prepared {
  readonly verdicts: readonly Verdict[]
  readonly columns: WriteColumns
}

/** Keys used before are not in memory: writing one again fails, and the slow way knows them. */
const NO_KEYS: ReadonlyMap<string, string> = new Map()

/** True when what was judged ahead on the same memory still holds. */
async function writeBatch(
  gathering: Gathering,
  batch: Batch,
  ahead: Prepared | undefined,
): Promise<boolean> {
  try {
    for (let prepared = ahead, attempt = 1; attempt <= FAST_ATTEMPTS_MAX; attempt++) {
      prepared ??= await readAndPrepare(gathering, batch)
      const { columns, verdicts } = prepared
      // A refusal holds only for the last block, and only writing tells whether that is in memory.
      if (columns.count === 0) break
      if (await writePrepared(gathering, batch, columns)) {
        // The next batch goes out first: whoever is answered makes work for this thread.
        setImmediate(() => answer(batch, verdicts))
        return attempt === 1 && ahead !== undefined
      }
      forget(gathering, batch)
      prepared = undefined
    }
  } catch (error) {
    forget(gathering, batch)
    if (!isWorthAnotherTry(error)) {
      for (const call of batch.calls) call.reject(error)
      return false
    }
  }
  await postSlowly(gathering, batch)
  return false
}

/** Once on what is in memory, once on what is read again, then under the lock. */
const FAST_ATTEMPTS_MAX = 2

async function writePrepared(
  { options, state }: Gathering,
  { now }: Batch,
  columns: WriteColumns,
): Promise<boolean> {
  const written = await options.runInTransaction((ctx) =>
    writeTransfers({ ...ctx, now }, state, columns),
  )
  if (written) state.block += 1n
  return written
}

async function readAndPrepare(gathering: Gathering, batch: Batch): Promise<Prepared> {
  const { state, options } = gathering
  const codes = accountsOf(batch.inputs.map(({ input }) => input))
  const read = (missing: readonly string[]) =>
    options.runInTransaction((ctx) =>
      prepareTransfers({ ...ctx, now: batch.now }, state, missing, { keys: [] }),
    )
  if (state.accounts.size > ACCOUNTS_MAX) state.accounts.clear()
  await read(codes.filter((code) => !isReady(state.accounts.get(code), batch.now)))
  // What was in memory and turned out to be old has to be read too, as of the same block.
  while (codes.some((code) => !state.accounts.has(code))) {
    await read(codes.filter((code) => !state.accounts.has(code)))
  }
  gathering.behind = false
  return prepare(gathering, batch)
}

const SLOW_ATTEMPTS_MAX = 5

/** From the database, keys included. After a lost connection what had been written is replayed. */
async function postSlowly(gathering: Gathering, batch: Batch): Promise<void> {
  const inputs = batch.inputs.map(({ input }) => input)
  for (let attempt = 1; ; attempt++) {
    try {
      const verdicts = await gathering.options.runInTransaction((ctx) =>
        postTransfers({ ...ctx, now: batch.now }, inputs),
      )
      answer(batch, verdicts)
      return
    } catch (error) {
      if (attempt < SLOW_ATTEMPTS_MAX && isWorthAnotherTry(error)) continue
      for (const call of batch.calls) call.reject(error)
      return
    }
  }
}

/**
 * A key used before (unique), a deadlock, a serialization failure, a lost connection; and a write
 * that the database found to break a rule, since then the memory is wrong and not the caller.
 */
function isWorthAnotherTry(error: unknown): boolean {
  const state = databaseError(error)?.state
  if (state === undefined) return !(error instanceof Error && error.name === 'AssertionFault')
  return ['23505', '23514', 'ML002', '40001', '40P01'].includes(state) || /^(08|57P)/.test(state)
}

/** What was judged and not written is no longer true, and maybe more: the next batch reads again. */
function forget(gathering: Gathering, { inputs }: Batch): void {
  const { state } = gathering
  gathering.behind = true
  for (const { input } of inputs) {
    state.accounts.delete(input.from)
    state.accounts.delete(input.to)
  }
}

function answer({ calls }: Batch, verdicts: readonly Verdict[]): void {
  let at = 0
  for (const call of calls) {
    call.resolve(verdicts.slice(at, at + call.inputs.length))
    at += call.inputs.length
  }
}
