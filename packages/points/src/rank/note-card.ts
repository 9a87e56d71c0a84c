import { type Ctx, ok, type Result } from '@modosu/kernel'
import { insertCardHolder } from '../store/earning.ts'

/** Notes that a member has the company's card, which the highest rank asks for. */
export async function noteCard(
  ctx: Ctx,
  input: { readonly memberId: string; readonly staffId: string },
): Promise<Result<{ memberId: string }, never>> {
  await insertCardHolder(ctx, input)
  return ok({ memberId: input.memberId })
}
