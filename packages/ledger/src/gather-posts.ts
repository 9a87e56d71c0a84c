import { assert } from '@modosu/kernel'
import { AHEAD_MIN, land, launch } from './gathering/fly.ts'
import {
  type Batch,
  type Gathering,
  type GatherOptions,
  isReady,
  type PostGatherer,
  type Waiting,
} from './gathering/gathering.ts'
import { postSlowly, writeAnew } from './gathering/post-anew.ts'
import { hashInput, type PostInput, TRANSFERS_MAX, type Verdict } from './post-transfers.ts'
import { emptyState } from './store/transfers.ts'

/** Callers that wait longer than this many transfers are told to come back. */
const QUEUE_MAX = 100_000
/** A gathered batch ends here, so that no caller waits for many others. */
const GATHERED_MAX = 2_000

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
