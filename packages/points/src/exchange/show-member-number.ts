import { assert, type Ctx } from '@modosu/kernel'
import { findMemberNumber, insertMemberNumber } from '../store/exchange.ts'

/** Shows the number by which partner programmes send points to a member; the first look gives it. */
export async function showMemberNumber(
  ctx: Ctx,
  input: { readonly memberId: string },
): Promise<{ memberNumber: string }> {
  const { memberId } = input
  const known = await findMemberNumber(ctx, memberId)
  if (known !== undefined) return { memberNumber: known }
  await insertMemberNumber(ctx, { memberId, memberNumber: ctx.newId('pnt') })
  const memberNumber = await findMemberNumber(ctx, memberId)
  assert(memberNumber !== undefined, 'a member has a number after it was given')
  return { memberNumber }
}
