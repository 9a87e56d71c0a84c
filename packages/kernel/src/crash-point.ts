let armed: string | undefined

/**
 * Arms one named point: the process kills itself there as a power cut would. Used by tests that
 * kill a company at every step; unarmed points cost one comparison.
 */
export function armCrashPoint(name: string | undefined): void {
  armed = name
}

/** A place at a commit boundary where a process may die. */
export function crashPoint(name: string): void {
  if (armed === name) process.kill(process.pid, 'SIGKILL')
}
