import { type Ctx, ok } from '@modosu/kernel'
import type { ChangeField } from '../changes/change.ts'
import { type LoadedInterval, loadInterval } from '../interval/load-interval.ts'
import { openAfter } from '../interval/load-takeover-facts.ts'
import { type Sorted, sortWords } from '../interval/sorting.ts'
import { writeDevice } from '../mails/device-words.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { checkRecoveryToken, type Verified } from '../recovery/check-recovery-token.ts'
import type { ChangeRow } from '../store/changes.ts'

interface Words {
  readonly ja: string
  readonly en: string
}

/** How something was sorted, with its reason in plain words. */
export interface ShownSorting extends Sorted {
  readonly why: Words
}

export interface Review {
  readonly changes: readonly (ShownSorting & {
    readonly changeId: string
    readonly field: ChangeField
    readonly at: Date
    /** What becomes of it unless the owner says something else. */
    readonly willBe: 'restored' | 'kept'
  })[]
  readonly sessions: readonly (ShownSorting & {
    readonly sessionId: string
    readonly startedAt: Date
    readonly device: Words
    readonly network: string
  })[]
  /** What was done in the company's other services. */
  readonly actions: readonly (ShownSorting & {
    readonly actionId: string
    readonly kind: string
    readonly at: Date
    readonly words: Words
  })[]
  /** What somebody else put into the account and is still there. */
  readonly planted: readonly {
    readonly changeId: string
    readonly what: ChangeField
    readonly at: Date
  }[]
  /** False where so much was done that only the newest part of it is here. */
  readonly complete: boolean
}

/**
 * Shows the verified owner what happened, all of it sorted with reasons. The values that somebody
 * else set are not shown: a delivery address may be a third person's.
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
  const loaded = await loadInterval(ctx, deps, checked.value)
  const { changes, sessions, actions } = loaded
  const sorting = (id: string) => showSorting(loaded, id)
  return ok({
    changes: changes.map(({ changeId, field, at }) => {
      const sorted = sorting(changeId)
      return { changeId, field, at, ...sorted, willBe: willBe(sorted) }
    }),
    sessions: sessions.map(({ sessionId, begunAt, network, userAgent }) => ({
      sessionId,
      startedAt: begunAt,
      device: writeDevice(userAgent),
      network,
      ...sorting(sessionId),
    })),
    actions: actions.map(({ actionId, kind, at, words }) => ({
      actionId,
      kind,
      at,
      words,
      ...sorting(actionId),
    })),
    planted: plantedBy(deps, loaded).map(({ changeId, field, at }) => ({
      changeId,
      what: field,
      at,
    })),
    complete: loaded.complete,
  })
}

const NOT_SORTED: Sorted = { sorted: 'yours', reason: 'known_device' }

function showSorting({ interval }: LoadedInterval, id: string): ShownSorting {
  const sorted = interval.sorted.get(id) ?? NOT_SORTED
  return { ...sorted, why: sortWords[sorted.reason] }
}

function willBe(sorted: Sorted): 'restored' | 'kept' {
  return sorted.sorted === 'yours' ? 'kept' : 'restored'
}

/** What came in and stays until it is taken out: of each thing the last word counts. */
function plantedBy(deps: AccountDeps, { changes, interval }: LoadedInterval): ChangeRow[] {
  const last = new Map(changes.map((change) => [`${change.field} ${change.itemId}`, change]))
  return [...last.values()].filter((change) => {
    if (interval.sorted.get(change.changeId)?.sorted === 'yours') return false
    const after = openAfter(deps, change, change.field)
    if ('there' in after) return after.there
    if ('totpId' in after) return after.totpId !== null
    if ('payoutAccountId' in after) return after.payoutAccountId !== null
    return 'contact' in after ? after.contact !== null : change.field === 'recovery_code'
  })
}
