import type { Ctx, Words } from '@modosu/kernel'
import { listMemberActs, type MemberActKind } from './store/member-acts.ts'

const ACTS_MAX = 1_000

const WORDS: Readonly<Record<MemberActKind, Words>> = {
  listing: { ja: '出品', en: 'Listed' },
  listing_edit: { ja: '出品内容の変更', en: 'Changed the listing' },
  listing_delete: { ja: '出品の削除', en: 'Deleted the listing' },
  comment: { ja: 'コメント', en: 'Commented on' },
  order: { ja: '購入', en: 'Bought' },
}

/** What a member listed, commented on and ordered in a time, each with its session; the newest. */
export async function readMarketActions(
  ctx: Ctx,
  which: { memberId: string; since: Date; until: Date },
) {
  const acts = await listMemberActs(ctx, { ...which, limit: ACTS_MAX })
  return acts.map(({ actId, kind, sessionId, at, title }) => ({
    actionId: actId,
    kind,
    sessionId,
    at,
    words: { ja: `${WORDS[kind].ja}「${title}」`, en: `${WORDS[kind].en} “${title}”` },
  }))
}
