import type { Ctx } from '@modosu/kernel'
import { insertMember, readMemberRow } from '../store/member.ts'

/** A member's profile id, made when he first does something that others see. */
export async function profileOf(ctx: Ctx, memberId: string): Promise<string> {
  const known = await readMemberRow(ctx, { memberId })
  return known?.profileId ?? (await insertMember(ctx, memberId, ctx.newId('prf')))
}
