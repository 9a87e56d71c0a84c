/** Tells the time of a company. */
export interface Clock {
  now(): Date
  /** The wall time at which this clock will show `date`: timers run on the wall. */
  toWall(date: Date): Date
}

/** The wall clock. The only place in the house that reads it. */
export const wallClock: Clock = {
  now: () => new Date(),
  toWall: (date) => date,
}

/** A stopwatch on the machine's own time, for measuring how long something took. */
export function startStopwatch(): () => number {
  const start = performance.now()
  return () => performance.now() - start
}

/** A clock that runs beside the wall clock at a distance that can be changed: the demo's clock. */
export interface MovableClock extends Clock {
  readonly offsetMs: number
  setOffset(offsetMs: number): void
}

export function movableClock(offsetMs = 0): MovableClock {
  let distance = offsetMs
  return {
    get offsetMs() {
      return distance
    },
    setOffset(next) {
      distance = next
    },
    now: () => new Date(wallClock.now().getTime() + distance),
    toWall: (date) => new Date(date.getTime() - distance),
  }
}
