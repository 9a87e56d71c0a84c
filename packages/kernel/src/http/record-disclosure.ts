import type { Ctx } from '../context.ts'

/** Writes down that a member of staff looked at somebody's data, and why, before showing it. */
export async function recordDisclosure(
  ctx: Ctx,
  look: { staffId: string; operation: string; subject: string; reason: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into kernel.disclosure (disclosure_id, staff_id, operation, subject, reason, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [ctx.newId('look'), look.staffId, look.operation, look.subject, look.reason, ctx.now],
  )
}
