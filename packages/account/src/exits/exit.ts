import type { Restriction } from '@modosu/kernel'

/**
 * What shuts each way by which value leaves an account. All but a plain purchase wait after a guarded
 * change: a purchase rests in the escrow of a neighbour that honours recalls and can be stopped
 * later. What counts as a large purchase is the selling service's policy.
 */
export const exits = {
  payout: ['spend', 'leave'],
  exchange: ['spend', 'leave'],
  send: ['spend', 'leave'],
  large_purchase: ['spend', 'leave'],
  purchase: ['spend'],
} as const satisfies Readonly<Record<string, readonly Restriction['scope'][]>>

export type Exit = keyof typeof exits

/** Whether value may leave by one way, and if not, until when and why. */
export interface ExitDelay {
  readonly exit: Exit
  readonly open: boolean
  /** When it opens by itself; null when it is open, and while a stop stands. */
  readonly until: Date | null
  readonly why: readonly {
    /** `account/password_changed`, `account/stopped`: what shut it. */
    readonly reason: string
    readonly until: Date | null
    readonly words: { readonly ja: string; readonly en: string }
  }[]
}
