import { databaseError } from '@modosu/kernel'
import { accountsOf, postTransfers } from '../post-transfers.ts'
import { prepareTransfers } from '../store/transfers.ts'
import { countLater } from './count-later.ts'
import {
  answer,
  type Batch,
  forget,
  type Gathering,
  isReady,
  type Prepared,
  prepare,
} from './gathering.ts'
import { send } from './send-batch.ts'

/** Accounts in memory; about half a kilobyte each. */
const ACCOUNTS_MAX = 500_000

/** Reads what the batch needs, judges and writes it; once, and then under the lock. */
export async function writeAnew(gathering: Gathering, batch: Batch): Promise<void> {
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
export async function postSlowly(gathering: Gathering, batch: Batch): Promise<void> {
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
export function isWorthAnotherTry(error: unknown): boolean {
  const state = databaseError(error)?.state
  if (state === undefined) return !(error instanceof Error && error.name === 'AssertionFault')
  return ['23505', '23514', 'ML002', '40001', '40P01'].includes(state) || /^(08|57P)/.test(state)
}
