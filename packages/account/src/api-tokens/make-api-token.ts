import { type Ctx, ok, refuse } from '@modosu/kernel'
import { checkCurrentPassword, type Guarded } from '../changes/check-current-password.ts'
import { mayEnrol } from '../changes/may-enrol.ts'
import { recordChange } from '../changes/record-change.ts'
import { DAY_MS } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { hashSecret } from '../secrets/seal.ts'
import { insertApiToken, listApiTokens } from '../store/api-tokens.ts'
import { API_TOKENS_MAX } from './api-token-limits.ts'
import type { Scope } from './scopes.ts'
import { makeTokenText } from './token-text.ts'

interface WishedApiToken {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly days: number
}

/**
 * Makes a key by which a program asks in the member's name, within scopes and until its end. It is
 * in this answer and nowhere else; only its hash is kept. A guarded change: told to every address,
 * and taken out by giving back when it was not the owner who made it.
 *
 * Refuses, in order: `account/enrolment_waits`, `account/too_many_tries`, `account/password_wrong`,
 * `account/api_tokens_full`. A wrong password counts. Not idempotent: each call makes a key.
 */
export async function makeApiToken(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & WishedApiToken,
): Promise<Outcome<{ apiTokenId: string; token: string; expiresAt: Date }>> {
  const { sessionId, deviceId } = input.actor
  const allowed = await mayEnrol(ctx, { sessionId, field: 'api_token' })
  if (!allowed.ok) return allowed
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const own = await listApiTokens(ctx, memberId)
  if (own.length >= API_TOKENS_MAX) return refuse({ code: 'account/api_tokens_full' })
  const token = makeTokenText(ctx)
  const apiTokenId = ctx.newId('atk')
  const expiresAt = new Date(ctx.now.getTime() + input.days * DAY_MS)
  const { name } = input
  const scopes = [...new Set(input.scopes)]
  const tokenHash = hashSecret(token)
  await insertApiToken(ctx, { apiTokenId, memberId, deviceId, tokenHash, name, scopes, expiresAt })
  await recordChange(ctx, deps, {
    changeId: ctx.newId('chg'),
    memberId,
    displayName,
    field: 'api_token',
    itemId: apiTokenId,
    before: { there: false },
    after: { there: true },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ apiTokenId, token, expiresAt })
}
