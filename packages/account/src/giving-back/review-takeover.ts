import { type Ctx, ok } from '@modosu/kernel'
import type { ChangeField } from '../changes/change.ts'
import { loadInterval } from '../interval/load-interval.ts'
import { openAfter } from '../interval/load-takeover-facts.ts'
import type { Interval, Sorted, SuspicionReason } from '../interval/work-out-interval.ts'
import { writeDevice } from '../mails/device-words.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { checkRecoveryToken, type Verified } from '../recovery/check-recovery-token.ts'
import type { ShownSession } from '../store/sessions.ts'

export interface ReviewedChange extends Sorted {
  readonly changeId: string
  readonly field: ChangeField
  readonly at: Date
  /** What becomes of it unless the owner says that it was his. */
  readonly willBe: 'restored' | 'kept'
}

export interface Review {
  readonly changes: readonly ReviewedChange[]
  readonly sessions: readonly {
    readonly sessionId: string
    readonly startedAt: Date
    readonly device: { readonly ja: string; readonly en: string }
    readonly network: string
    readonly sorted: 'yours' | 'theirs'
    /** Why it is thought to be somebody else's. */
    readonly reason?: SuspicionReason
  }[]
  /** What somebody else put into the account and is still there. */
  readonly planted: readonly {
    readonly changeId: string
    readonly what: ChangeField
    readonly at: Date
  }[]
}

/**
 * Shows the verified owner what happened, sorted with reasons. The values that somebody else set
 * are not shown: a delivery address may be a third person's.
 *
 * Refuses as {@link checkRecoveryToken}.
 */
export async function reviewTakeover(
  ctx: Ctx,
  deps: AccountDeps,
  input: Verified,
): Promise<Outcome<Review>> {
  const checked = await checkRecoveryToken(ctx, input)
  if (!checked.ok) return checked
  const { changes, sessions, interval } = await loadInterval(ctx, deps, checked.value)
  const sortedOf = (changeId: string) => interval.sorted.get(changeId) as Sorted
  const foreign = changes.filter((change) => sortedOf(change.changeId).sorted !== 'yours')
  const planted = foreign.filter((change) => {
    if (change.field !== 'delivery_address') return change.field === 'recovery_code'
    return openAfter(deps, change, 'delivery_address').there
  })
  return ok({
    changes: changes.map((change) => {
      const { changeId, field, at } = change
      const sorted = sortedOf(changeId)
      const willBe = sorted.sorted === 'yours' ? 'kept' : 'restored'
      return { changeId, field, at, ...sorted, willBe }
    }),
    sessions: sessions.map((session) => showSession(session, interval)),
    planted: planted.map(({ changeId, field, at }) => ({ changeId, what: field, at })),
  })
}

function showSession(session: ShownSession, interval: Interval): Review['sessions'][number] {
  const { sessionId, begunAt, network, userAgent } = session
  const [reason] = interval.suspects.get(sessionId) ?? []
  const shown = { sessionId, startedAt: begunAt, network, device: writeDevice(userAgent) }
  return reason === undefined
    ? { ...shown, sorted: 'yours' }
    : { ...shown, sorted: 'theirs', reason }
}
