import type { Ctx } from '@modosu/kernel'

/** Something a member did in another service of his company, as that service tells it. */
export interface MemberAction {
  readonly actionId: string
  /** `value`, `payment`, `listing`, `comment`, `order`: what the screens have a sign for. */
  readonly kind: string
  readonly sessionId: string | null
  readonly at: Date
  readonly words: { readonly ja: string; readonly en: string }
}

/** How this room learns what was done elsewhere: the company's wiring brings it. */
export type ReadActions = (
  ctx: Ctx,
  which: { memberId: string; since: Date; until: Date },
) => Promise<readonly MemberAction[]>
