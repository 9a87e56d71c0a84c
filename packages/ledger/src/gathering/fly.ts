import { countLater } from './count-later.ts'
import { answer, type Batch, forget, type Gathering, prepare } from './gathering.ts'
import { isWorthAnotherTry, postSlowly, writeAnew } from './post-anew.ts'
import { flush, landingOf, send } from './send-batch.ts'

/** Fewer transfers than this wait for the write under way, and for others to join them. */
export const AHEAD_MIN = 256

/** Judges and sends. False when nothing is to be written, which is no proof that memory is right. */
export function launch(gathering: Gathering, batch: Batch): boolean {
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

/** Waits for the oldest batch. If it was not written, those behind it were judged in vain. */
export async function land(gathering: Gathering): Promise<void> {
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
