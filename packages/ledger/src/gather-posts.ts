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
  countPostings,
  emptyState,
  flushLog,
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
 * one block; a batch is judged there and sent while the ones before it are being written, and is
 * written only right behind them. Whatever goes wrong, the batch is judged again from the database:
 * memory can make a call slower, never wrong.
 */
export function gatherPosts(options: GatherOptions): PostGatherer {
  const gathering: Gathering = {
    options,
    state: emptyState(),
    queue: [],
    queued: 0,
    behind: true,
    flying: [],
    uncounted: 0,
    counting: undefined,
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
      await gathering.counting
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
  /** Batches on their way, oldest first. */
  readonly flying: Flight[]
  /** Written since the counters of pockets were last brought up. */
  uncounted: number
  counting: Promise<void> | undefined
  running: Promise<void> | undefined
  closed: boolean
}

interface Batch {
  readonly calls: readonly Waiting[]
  readonly inputs: readonly HashedInput[]
  readonly now: Date
}

/** A batch that was judged in memory and sent, and what became of it. */
interface Flight {
  readonly batch: Batch
  readonly verdicts: readonly Verdict[]
  readonly columns: WriteColumns
  readonly block: bigint
  /** In the database, where the next batch can stand on it. */
  readonly writing: Promise<Landing>
  /** On disk as well: only then a caller hears of it. */
  readonly landing: Promise<Landing>
}

type Landing = { readonly written: boolean; readonly error?: unknown }

/** One is flushed, one is written, and one waits at the database; a fourth would only wait longer. */
const FLYING_MAX = 3

/** Never throws: callers get their errors. */
async function pump(gathering: Gathering): Promise<void> {
  const { flying, queue } = gathering
  for (;;) {
    if (gathering.queued < AHEAD_MIN) {
      while (flying.length > 0) await land(gathering)
      // Callers that are woken together queue together: taking at once would split them up.
      await new Promise((resolve) => setImmediate(resolve))
      if (queue.length === 0) break
    }
    while (flying.length >= FLYING_MAX) await land(gathering)
    // What was launched goes out before this thread is busy with the next: or they would race.
    if (flying.length > 0) await new Promise((resolve) => process.nextTick(resolve))
    const batch = takeBatch(gathering)
    if (!isInMemory(gathering, batch)) {
      // It is judged only when its accounts are read: nothing may be judged before it is.
      while (flying.length > 0) await land(gathering)
      await writeAnew(gathering, batch)
    } else if (!launch(gathering, batch)) {
      while (flying.length > 0) await land(gathering)
      await postSlowly(gathering, batch)
    }
  }
  gathering.running = undefined
}

/** Judges and sends. False when nothing is to be written, which is no proof that memory is right. */
function launch(gathering: Gathering, batch: Batch): boolean {
  const { state, flying } = gathering
  const { verdicts, columns } = prepare(gathering, batch)
  if (columns.count === 0) return false
  // Whoever writes alone is flushed with his commit, in one round trip. With others behind him, the
  // writer's lock is not kept for the flush: it comes after the commit, beside the next batch.
  const flushed = flying.length === 0 && gathering.queued < AHEAD_MIN
  const writing = landingOf(send(gathering, { batch, columns, flushed, before: flying.at(-1) }))
  const landing = flushed ? writing : flush(gathering, batch, writing)
  flying.push({ batch, verdicts, columns, block: state.block, writing, landing })
  state.block += 1n
  return true
}

function landingOf(work: Promise<boolean>): Promise<Landing> {
  return work.then(
    (written) => ({ written }),
    (error: unknown) => ({ written: false, error }),
  )
}

/** What was written and could not be flushed is not known to be there: it will be asked for by key. */
async function flush(
  { options }: Gathering,
  { now }: Batch,
  writing: Promise<Landing>,
): Promise<Landing> {
  const landing = await writing
  if (!landing.written) return landing
  return await landingOf(
    options.runInTransaction((ctx) => flushLog({ ...ctx, now })).then(() => true),
  )
}

interface Sending {
  readonly batch: Batch
  readonly columns: WriteColumns
  readonly flushed: boolean
  /** The batch right before this one, if it is still on its way. */
  readonly before?: Flight | undefined
}

async function send(
  { options, state }: Gathering,
  { batch, columns, flushed, before }: Sending,
): Promise<boolean> {
  const at = { block: state.block, after: before?.columns.lastKey, flushed }
  for (let attempt = 1; attempt <= EARLY_MAX; attempt++) {
    const outcome = await options.runInTransaction((ctx) =>
      writeTransfers({ ...ctx, now: batch.now }, state, columns, at),
    )
    if (outcome !== 'early') return outcome === 'written'
    // It overtook the one before on the way, or that one was not written at all.
    if (!(await before?.writing)?.written) return false
  }
  return false
}

const EARLY_MAX = 2

/** Waits for the oldest batch. If it was not written, those behind it were judged in vain. */
async function land(gathering: Gathering): Promise<void> {
  const { flying, state } = gathering
  const [first] = flying
  if (first === undefined) return
  if ((await first.landing).written) {
    flying.shift()
    // The next batch goes out first: whoever is answered makes work for this thread.
    setImmediate(() => answer(first.batch, first.verdicts))
    countLater(gathering, first.columns.count)
    return
  }
  const landed = await Promise.all(flying.map((flight) => flight.landing))
  const flights = flying.splice(0)
  state.block = first.block
  for (const { batch } of flights) forget(gathering, batch)
  for (const [index, { batch, verdicts }] of flights.entries()) {
    const { written, error } = landed[index] ?? { written: false }
    if (written) answer(batch, verdicts)
    else if (error === undefined) await writeAnew(gathering, batch)
    else if (isWorthAnotherTry(error)) await postSlowly(gathering, batch)
    else for (const call of batch.calls) call.reject(error)
  }
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

/** Reads what the batch needs, judges and writes it; once, and then under the lock. */
async function writeAnew(gathering: Gathering, batch: Batch): Promise<void> {
  const { state } = gathering
  try {
    const { columns, verdicts } = await readAndPrepare(gathering, batch)
    // A refusal holds only for the last block, and only writing tells whether that is in memory.
    if (columns.count > 0 && (await send(gathering, { batch, columns, flushed: true }))) {
      state.block += 1n
      setImmediate(() => answer(batch, verdicts))
      countLater(gathering, columns.count)
      return
    }
    forget(gathering, batch)
  } catch (error) {
    forget(gathering, batch)
    if (!isWorthAnotherTry(error)) {
      for (const call of batch.calls) call.reject(error)
      return
    }
  }
  await postSlowly(gathering, batch)
}

/** A verb that comes between waits for what is uncounted: about a quarter of a second for this many. */
const COUNTED_EVERY = 64_000

/** The database checks what was judged here; when it cannot, the next time or its next writer will. */
function countLater(gathering: Gathering, count: number): void {
  gathering.uncounted += count
  if (gathering.uncounted < COUNTED_EVERY || gathering.counting !== undefined) return
  gathering.uncounted = 0
  gathering.counting = gathering.options
    .runInTransaction(async (ctx) => {
      try {
        await countPostings(ctx)
      } catch (error) {
        ctx.log.error({ err: (error as Error).message }, 'postings could not be counted')
        throw error
      }
    })
    .catch(() => undefined)
    .finally(() => {
      gathering.counting = undefined
    })
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
