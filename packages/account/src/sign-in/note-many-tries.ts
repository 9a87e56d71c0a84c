import { type Ctx, takeTry } from '@modosu/kernel'
import { tellSettled, type Undo } from '../changes/tell-settled.ts'
import { DAY_MS } from '../limits.ts'
import { manyTriesNotice } from '../mails/notices.ts'
import type { AccountDeps } from '../policy.ts'
import { openValue, sealValue } from '../secrets/seal.ts'
import { findMemberByName } from '../store/members.ts'
import { findStandingStop } from '../store/stops.ts'

const BOUND_TO = 'account.tell_many_tries login'
const once = { triesMax: 1, windowMs: DAY_MS }

/**
 * Has the member told, once a day, that somebody tries out passwords (OWASP ASVS 5.0, 6.3.5). Nobody
 * is looked up here: a name that does not exist is counted and queued like one that does.
 */
export async function noteManyTries(ctx: Ctx, deps: AccountDeps, loginKey: string): Promise<void> {
  if (!(await takeTry(ctx, { key: `account.many_tries ${loginKey}`, ...once }))) return
  const { keyId, sealed } = sealValue(ctx, deps.sealing, { value: loginKey, boundTo: BOUND_TO })
  const data = { keyId, login: sealed.toString('base64') }
  await ctx.enqueue({ kind: 'account.tell_many_tries', data })
}

/** Tells it to whoever has that name, if anybody does and his account is not stopped. */
export async function tellManyTries(
  ctx: Ctx,
  deps: AccountDeps,
  input: { keyId: string; login: string },
): Promise<void> {
  const kept = { keyId: input.keyId, sealed: Buffer.from(input.login, 'base64'), boundTo: BOUND_TO }
  const member = await findMemberByName(ctx, openValue(deps.sealing, kept) as string)
  if (!member?.confirmedAt) return
  const { memberId } = member
  if (await findStandingStop(ctx, memberId)) return
  const letter = (undo: Undo) => manyTriesNotice({ at: ctx.now, undo })
  await tellSettled(ctx, deps, { memberId, about: {}, letter })
}
