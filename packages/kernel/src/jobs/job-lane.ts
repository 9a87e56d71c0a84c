/** Work of one kind, so much of it at once; the rest waits in the order in which it came. */
export interface Lane {
  readonly waiting: number
  run(work: () => Promise<void>): Promise<void>
  /** Lets go of what waits and ends when what was begun has ended. */
  close(): Promise<void>
}

export function openLane(atOnce: number): Lane {
  const waiting: (() => void)[] = []
  const running = new Set<Promise<void>>()
  let free = atOnce
  let closed = false
  const begin = async (work: () => Promise<void>) => {
    try {
      await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
  return {
    get waiting() {
      return waiting.length
    },
    async run(work) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      // Whoever waits for it must not take it for done.
      if (closed) throw new Error('no more work is begun')
      const one = begin(work)
      running.add(one)
      try {
        await one
      } finally {
        running.delete(one)
      }
    },
    async close() {
      closed = true
      for (const next of waiting.splice(0)) next()
      await Promise.allSettled(running)
    },
  }
}
