import { assert, type Ctx } from '@modosu/kernel'
import { findReceiveCode, insertReceiveCode } from '../store/send.ts'

/**
 * Shows the code by which others send money to a member; the first look makes it. It tells nothing
 * about who he is, and stays the same.
 */
export async function showReceiveCode(
  ctx: Ctx,
  input: { readonly memberId: string },
): Promise<{ code: string }> {
  const { memberId } = input
  const known = await findReceiveCode(ctx, memberId)
  if (known !== undefined) return { code: known }
  await insertReceiveCode(ctx, { memberId, code: ctx.newId('rcv') })
  const code = await findReceiveCode(ctx, memberId)
  assert(code !== undefined, 'a member has a code after it was made')
  return { code }
}
