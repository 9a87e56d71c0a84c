import type { Ctx } from '@modosu/kernel'

export interface MemberRow {
  readonly memberId: string
  readonly profileId: string
  readonly introduction: string
  readonly joinedAt: Date
}

/** Makes a member's row; where another transaction was first, its profile id is given. */
export async function insertMember(ctx: Ctx, memberId: string, profileId: string): Promise<string> {
  const made = await ctx.tx.query<{ profile_id: string }>(
    `insert into market.member (member_id, profile_id, joined_at) values ($1, $2, $3)
     on conflict on constraint member_pkey do update set introduction = member.introduction
     returning profile_id`,
    [memberId, profileId, ctx.now],
  )
  return made.rows[0]?.profile_id ?? profileId
}

export async function readMemberRow(
  ctx: Ctx,
  which: { memberId: string } | { profileId: string },
): Promise<MemberRow | undefined> {
  const [column, id] =
    'memberId' in which ? ['member_id', which.memberId] : ['profile_id', which.profileId]
  const found = await ctx.tx.query<{
    member_id: string
    profile_id: string
    introduction: string
    joined_at: Date
  }>(
    `select member_id, profile_id, introduction, joined_at from market.member
     where ${column} = $1`,
    [id],
  )
  const row = found.rows[0]
  return (
    row && {
      memberId: row.member_id,
      profileId: row.profile_id,
      introduction: row.introduction,
      joinedAt: row.joined_at,
    }
  )
}

export async function readProfileIds(
  ctx: Ctx,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await ctx.tx.query<{ member_id: string; profile_id: string }>(
    'select member_id, profile_id from market.member where member_id = any($1::text[])',
    [memberIds],
  )
  return new Map(found.rows.map((row) => [row.member_id, row.profile_id]))
}

export async function writeIntroductionText(
  ctx: Ctx,
  memberId: string,
  introduction: string,
): Promise<void> {
  await ctx.tx.query('update market.member set introduction = $2 where member_id = $1', [
    memberId,
    introduction,
  ])
}

/** How many things a member has on sale, and how many of his sales were completed. */
export async function countSales(
  ctx: Ctx,
  memberId: string,
): Promise<{ listed: number; sold: number }> {
  const counted = await ctx.tx.query<{ listed: bigint; sold: bigint }>(
    `select
       (select count(*) from market.listing
         where seller_id = $1 and state = 'listed' and not suspended) as listed,
       (select count(*) from market.purchase
         where seller_id = $1 and state = 'completed') as sold`,
    [memberId],
  )
  const row = counted.rows[0]
  return { listed: Number(row?.listed ?? 0n), sold: Number(row?.sold ?? 0n) }
}
