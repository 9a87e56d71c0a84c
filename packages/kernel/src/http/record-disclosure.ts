import type { Ctx } from '../context.ts'

const READ_MAX = 200

/** A look at somebody's data. */
export interface Disclosure {
  readonly at: Date
  readonly staffId: string
  readonly operation: string
  readonly subject: string
  readonly reason: string
  readonly [column: string]: unknown
}

/** The latest looks before a time, newest first. */
export async function readDisclosures(
  ctx: Ctx,
  which: {
    staffId: string | undefined
    subject: string | undefined
    before: Date | undefined
  },
): Promise<readonly Disclosure[]> {
  const found = await ctx.tx.query<Disclosure>(
    `select at, staff_id as "staffId", operation, subject, reason from kernel.disclosure
     where ($1::text is null or staff_id = $1) and ($2::text is null or subject = $2)
       and at < coalesce($3::timestamptz, 'infinity')
     order by at desc, disclosure_id desc limit $4`,
    [which.staffId ?? null, which.subject ?? null, which.before ?? null, READ_MAX],
  )
  return found.rows
}

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
