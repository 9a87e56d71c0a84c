import type { Ctx } from '@modosu/kernel'
import { listLegsHoldingFrom } from '../store/part.ts'

/** A holder that had to wait can decide now; what it holds for confirmed claims is asked again. */
export async function resumeReturn(ctx: Ctx, input: { readonly account: string }): Promise<void> {
  for (const { legId } of await listLegsHoldingFrom(ctx, input.account)) {
    await ctx.enqueue({ kind: 'recall.settle', data: { legId } })
  }
}
