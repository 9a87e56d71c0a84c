import type { Ctx } from '@modosu/kernel'
import type { HolderRole } from '../holder.ts'

interface RoleRow extends Record<string, unknown> {
  account: string
  role: HolderRole
}

/** What people have decided about these accounts; most accounts are missing. */
export async function decidedRoles(
  ctx: Ctx,
  accounts: readonly string[],
): Promise<Map<string, HolderRole>> {
  if (accounts.length === 0) return new Map()
  const found = await ctx.tx.query<RoleRow>(
    `select distinct on (account) account, role from recall.decided_role
     where account = any($1) order by account, at desc`,
    [accounts],
  )
  return new Map(found.rows.map((row) => [row.account, row.role]))
}

export async function insertDecidedRole(
  ctx: Ctx,
  decided: { account: string; role: HolderRole; caseId: string; decidedBy: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into recall.decided_role (account, role, case_id, decided_by, at)
     values ($1, $2, $3, $4, $5)
     on conflict on constraint decided_role_pkey do nothing`,
    [decided.account, decided.role, decided.caseId, decided.decidedBy, ctx.now],
  )
}
