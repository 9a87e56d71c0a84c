import type { Ctx, Restriction } from '@modosu/kernel'
import { kinds } from '../changes/kinds.ts'
import { holdMember } from '../store/members.ts'
import { listRestrictions } from '../store/stops.ts'
import { type Exit, type ExitDelay, exits } from './exit.ts'

/**
 * Whether a member's value may leave by one way now. Asked inside the transaction that lets it
 * leave, also by a job that does later what was asked for earlier: the member is held until its
 * end, so that a stop or a guarded change comes wholly before or wholly after.
 *
 * `until` is the end of the last of several delays. Nobody can shorten one: there is no verb for it.
 * A member who is not there has nothing that shuts.
 */
export async function readExitDelay(
  ctx: Ctx,
  asked: { memberId: string; exit: Exit },
): Promise<ExitDelay> {
  await holdMember(ctx, asked.memberId)
  return delayOf(asked.exit, await listRestrictions(ctx, asked.memberId))
}

/** Of restrictions that stand, those that shut this way out. */
export function delayOf(exit: Exit, restrictions: readonly Restriction[]): ExitDelay {
  const scopes: readonly Restriction['scope'][] = exits[exit]
  const shut = restrictions.filter(({ scope }) => scopes.includes(scope))
  const why = shut.map(({ reason, until }) => ({ reason, until, words: wordsOf(reason) }))
  return { exit, open: shut.length === 0, until: lastEnd(shut), why }
}

/** Null as soon as one of them has no end. */
function lastEnd(shut: readonly Restriction[]): Date | null {
  const ends = shut.flatMap(({ until }) => until ?? [])
  if (ends.length < shut.length || ends.length === 0) return null
  return new Date(Math.max(...ends.map((end) => end.getTime())))
}

const STOPPED = { ja: 'アカウントが止められています', en: 'The account is stopped' }

function wordsOf(reason: string): { readonly ja: string; readonly en: string } {
  const field = /^account\/(\w+)_changed$/.exec(reason)?.[1]
  const kind = Object.entries(kinds).find(([name]) => name === field)?.[1]
  return kind?.words ?? STOPPED
}
