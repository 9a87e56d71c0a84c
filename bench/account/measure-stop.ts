import { pressStop } from '@modosu/account'
import { inContext } from '@modosu/kernel'
import { p99, round } from './figures.ts'
import { fillMember } from './fill-members.ts'
import type { World } from './world.ts'

const SESSIONS = 1_000
const CHANGES = 9_000
const OPEN = `
  select count(*)::int as open from account.session where member_id = $1 and ended_at is null`

/** One press over a thousand open sessions and ten thousand actions, commit included. */
export async function measureStop(world: World, presses: number) {
  const members: string[] = []
  for (let at = 0; at < presses + 1; at++) {
    const { memberId } = await fillMember(world, { sessions: SESSIONS, changes: CHANGES })
    members.push(memberId)
  }
  await world.admin.query('analyze')
  const took: number[] = []
  for (const memberId of members) {
    const began = performance.now()
    await inContext(world.runtime, (ctx) =>
      pressStop(ctx, world.deps, {
        memberId,
        via: 'stop',
        pressed: { changes: [], sessions: [] },
      }),
    )
    took.push(performance.now() - began)
    const { rows } = await world.admin.query<{ open: number }>(OPEN, [memberId])
    if (rows[0]?.open !== 0) throw new Error('a session outlived the stop')
  }
  // The first press makes connections and plans.
  const counted = took.slice(1)
  return { p99Ms: round(p99(counted)), presses, sessions: SESSIONS, actions: SESSIONS + CHANGES }
}
