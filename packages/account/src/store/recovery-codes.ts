import type { Ctx } from '@modosu/kernel'

/**
 * Takes one of the member's saved codes: true once. The code ends with its use; which one takes its
 * place is the caller's matter.
 */
export async function takeRecoveryCode(
  ctx: Ctx,
  code: { memberId: string; codeHash: Buffer },
): Promise<boolean> {
  const taken = await ctx.tx.query(
    `update account.recovery_code set used_at = $3, replaced_at = $3
     where member_id = $1 and code_hash = $2 and replaced_at is null`,
    [code.memberId, code.codeHash, ctx.now],
  )
  return taken.rowCount === 1
}

/** How many saved codes the member has, and since when. */
export async function countRecoveryCodes(
  ctx: Ctx,
  memberId: string,
): Promise<{ left: number; madeAt: Date | null }> {
  const found = await ctx.tx.query<{ left: number; madeAt: Date | null }>(
    `select count(*)::int as left, max(made_at) as "madeAt" from account.recovery_code
     where member_id = $1 and replaced_at is null`,
    [memberId],
  )
  return found.rows[0] ?? { left: 0, madeAt: null }
}
