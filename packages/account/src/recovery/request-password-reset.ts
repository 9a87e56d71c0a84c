import { type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import { resetNetworkTries, resetTries } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { sealValue } from '../secrets/seal.ts'
import { networkOf } from '../sessions/recognise-device.ts'

/** Binds the sealed login to this kind of job. */
export const RESET_LOGIN = 'account.start_reset login'

/**
 * Takes the wish for a new password. The answer is always the same; who it is, and whether there is
 * anybody, is found out in a job.
 *
 * Refuses: `account/too_many_tries`, for unknown names as for known ones.
 */
export async function requestPasswordReset(
  ctx: Ctx,
  deps: AccountDeps,
  input: { login: string; ip: string },
): Promise<Outcome<Record<string, never>>> {
  const login = foldName(input.login)
  const network = networkOf(input.ip)
  const byName = await takeTry(ctx, { key: `account.reset ${login}`, ...resetTries })
  const byNetwork = await takeTry(ctx, { key: `account.reset ${network}`, ...resetNetworkTries })
  if (!byName || !byNetwork) return refuse({ code: 'account/too_many_tries' })
  const { keyId, sealed } = sealValue(ctx, deps.sealing, { value: login, boundTo: RESET_LOGIN })
  const data = { keyId, login: sealed.toString('base64') }
  await ctx.enqueue({ kind: 'account.start_reset', data })
  return ok({})
}
