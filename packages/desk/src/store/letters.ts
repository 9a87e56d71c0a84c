import type { Ctx } from '@modosu/kernel'

/** The closing letter as it was sent. */
export interface Letter {
  readonly caseId: string
  readonly sentAt: Date
  readonly appealUntil: Date
  readonly subject: string
  readonly body: string
}

/** Keeps a letter; false when the case has one already. */
export async function insertLetter(ctx: Ctx, letter: Letter): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `insert into desk.letter (case_id, sent_at, appeal_until, subject, body)
     values ($1, $2, $3, $4, $5)
     on conflict on constraint letter_pkey do nothing`,
    [letter.caseId, letter.sentAt, letter.appealUntil, letter.subject, letter.body],
  )
  return rowCount === 1
}

export async function findLetter(ctx: Ctx, caseId: string): Promise<Letter | undefined> {
  const { rows } = await ctx.tx.query<Letter & Record<string, unknown>>(
    `select case_id as "caseId", sent_at as "sentAt", appeal_until as "appealUntil", subject, body
     from desk.letter where case_id = $1`,
    [caseId],
  )
  return rows[0]
}
