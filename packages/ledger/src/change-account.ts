import { type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { perform } from './store/perform.ts'

/** State changes have no key of the caller: setting a state twice is setting it once. */
export async function changeAccount(
  ctx: Ctx,
  change: {
    readonly code: string
    readonly change: 'freeze' | 'unfreeze' | 'extend_rolling'
    readonly reason?: string
    readonly rollingExpiresAt?: Date
  },
): Promise<Result<{ code: string }, LedgerError>> {
  const body = { ...change }
  const done = await perform(ctx, {
    verb: 'change_account',
    key: `${change.change}:${ctx.newId('chg')}`,
    kind: change.change,
    body,
    who: {},
    memo: body,
  })
  return done.ok ? ok({ code: change.code }) : done
}
