import { measureChecks, measureRevocation } from './measure-sessions.ts'
import { measureStop } from './measure-stop.ts'
import { openWorld } from './world.ts'

const PLAN_FULL = { checks: 400_000, revocations: 200, presses: 100 }
/** The same within 50 seconds: fewer rounds, and it says so. */
const PLAN_QUICK = { checks: 100_000, revocations: 60, presses: 15 }

const isQuick = process.argv.includes('--quick')
const plan = isQuick ? PLAN_QUICK : PLAN_FULL
const world = await openWorld()
try {
  const figures = {
    quick: isQuick,
    sessionCheck: await measureChecks(world, plan.checks),
    revocationSeen: await measureRevocation(world, plan.revocations),
    stop: await measureStop(world, plan.presses),
  }
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
  } else {
    const line = (name: string, wanted: string, value: string) =>
      process.stdout.write(`${name.padEnd(58)}${wanted.padStart(10)}${value.padStart(12)}\n`)
    const { sessionCheck, revocationSeen, stop } = figures
    line('', 'wanted', 'here')
    line('session check in process, p99, ms', '< 0.2', String(sessionCheck.p99Ms))
    line(
      'an end of a session seen by another process, max, ms',
      '< 1000',
      String(revocationSeen.maxMs),
    )
    line(
      `stop with ${stop.sessions} sessions and ${stop.actions} actions, p99, ms`,
      '< 1000',
      String(stop.p99Ms),
    )
  }
} finally {
  await world.close()
}
