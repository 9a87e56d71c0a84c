import type { Ctx, Row } from '@modosu/kernel'

export type CommentRemover = 'author' | 'seller' | 'office'

export interface Comment {
  readonly commentId: string
  readonly memberId: string
  readonly words: string
  readonly writtenAt: Date
  readonly removedBy: CommentRemover | null
}

interface CommentRow extends Row {
  comment_id: string
  member_id: string
  words: string
  written_at: Date
  removed_by: CommentRemover | null
}

const COMMENT_COLUMNS = 'comment_id, member_id, words, written_at, removed_by'

function toComment(row: CommentRow): Comment {
  return {
    commentId: row.comment_id,
    memberId: row.member_id,
    words: row.words,
    writtenAt: row.written_at,
    removedBy: row.removed_by,
  }
}

export async function insertComment(
  ctx: Ctx,
  listingId: string,
  comment: { commentId: string; memberId: string; words: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.listing_comment (comment_id, listing_id, member_id, words, written_at)
     values ($1, $2, $3, $4, $5)`,
    [comment.commentId, listingId, comment.memberId, comment.words, ctx.now],
  )
}

export async function countComments(ctx: Ctx, listingId: string): Promise<number> {
  const counted = await ctx.tx.query<{ comments: bigint }>(
    'select count(*) as comments from market.listing_comment where listing_id = $1',
    [listingId],
  )
  return Number(counted.rows[0]?.comments ?? 0n)
}

/** Removed ones included, in the order of writing. */
export async function listComments(ctx: Ctx, listingId: string, limit: number): Promise<Comment[]> {
  const found = await ctx.tx.query<CommentRow>(
    `select ${COMMENT_COLUMNS} from market.listing_comment
     where listing_id = $1 order by written_at, comment_id limit $2`,
    [listingId, limit],
  )
  return found.rows.map(toComment)
}

/** A comment below this listing, kept from changing until the transaction ends. */
export async function lockComment(
  ctx: Ctx,
  which: { listingId: string; commentId: string },
): Promise<Comment | undefined> {
  const found = await ctx.tx.query<CommentRow>(
    `select ${COMMENT_COLUMNS} from market.listing_comment
     where listing_id = $1 and comment_id = $2 for update`,
    [which.listingId, which.commentId],
  )
  return found.rows[0] && toComment(found.rows[0])
}

export async function writeCommentRemoved(
  ctx: Ctx,
  commentId: string,
  removedBy: CommentRemover,
): Promise<void> {
  await ctx.tx.query(
    `update market.listing_comment set removed_at = $2, removed_by = $3
     where comment_id = $1 and removed_at is null`,
    [commentId, ctx.now, removedBy],
  )
}

export async function listCommentsById(
  ctx: Ctx,
  commentIds: readonly string[],
): Promise<Comment[]> {
  const found = await ctx.tx.query<CommentRow>(
    `select ${COMMENT_COLUMNS} from market.listing_comment where comment_id = any($1::text[])`,
    [commentIds],
  )
  return found.rows.map(toComment)
}
