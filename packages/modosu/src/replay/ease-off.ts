const FIRST_MS = 10
const LONGEST_MS = 200
const GROWTH = 1.25

/** Waits between two looks: briefly at first, so that what is quick is seen at once, then longer. */
export function easeOff(): () => Promise<void> {
  let pauseMs = FIRST_MS
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    pauseMs = Math.min(LONGEST_MS, pauseMs * GROWTH)
  }
}
