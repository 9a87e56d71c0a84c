import { flushLog, type WriteColumns, writeTransfers } from '../store/transfers.ts'
import type { Batch, Flight, Gathering, Landing } from './gathering.ts'

interface Sending {
  readonly batch: Batch
  readonly columns: WriteColumns
  readonly flushed: boolean
  /** The batch right before this one, if it is still on its way. */
  readonly before?: Flight | undefined
}

export async function send(
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

export function landingOf(work: Promise<boolean>): Promise<Landing> {
  return work.then(
    (written) => ({ written }),
    (error: unknown) => ({ written: false, error }),
  )
}

/** What was written and could not be flushed is not known to be there: it will be asked for by key. */
export async function flush(
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
