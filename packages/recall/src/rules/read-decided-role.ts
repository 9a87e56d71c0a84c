import type { Ctx } from '@modosu/kernel'
import type { HolderRole } from '../holder.ts'
import { decidedRoles } from '../store/role.ts'

/** What people have decided about the holder of an account; `undefined` where nobody has. */
export async function readDecidedRole(
  ctx: Ctx,
  input: { readonly account: string },
): Promise<HolderRole | undefined> {
  return (await decidedRoles(ctx, [input.account])).get(input.account)
}
