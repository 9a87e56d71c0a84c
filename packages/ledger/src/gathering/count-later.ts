import { countPostings } from '../store/transfers.ts'
import type { Gathering } from './gathering.ts'

/** A verb that comes between waits for what is uncounted: about a quarter of a second for this many. */
const COUNTED_EVERY = 64_000

/** The database checks what was judged here; when it cannot, the next time or its next writer will. */
export function countLater(gathering: Gathering, count: number): void {
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
