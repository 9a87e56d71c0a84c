import type { Ctx } from '@modosu/kernel'
import type { SignInNotices } from '../changes/change.ts'

export async function findSignInNotices(
  ctx: Ctx,
  memberId: string,
): Promise<SignInNotices | undefined> {
  const found = await ctx.tx.query<{ signIns: SignInNotices }>(
    'select sign_in_notices as "signIns" from account.member where member_id = $1',
    [memberId],
  )
  return found.rows[0]?.signIns
}

export async function updateSignInNotices(
  ctx: Ctx,
  settings: { memberId: string; signIns: SignInNotices },
): Promise<void> {
  await ctx.tx.query('update account.member set sign_in_notices = $2 where member_id = $1', [
    settings.memberId,
    settings.signIns,
  ])
}
