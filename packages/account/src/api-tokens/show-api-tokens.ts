import { type Ctx, type MemberActor, ok } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { type ApiTokenRow, listApiTokens } from '../store/api-tokens.ts'
import { type Scope, scopeNames, scopes } from './scopes.ts'

interface OfferedScope {
  readonly scope: Scope
  readonly words: { readonly ja: string; readonly en: string }
}

/** The member's keys that open something, the newest first, and what a key may be made for. */
export async function showApiTokens(
  ctx: Ctx,
  input: { actor: MemberActor },
): Promise<Outcome<{ apiTokens: readonly ApiTokenRow[]; scopes: readonly OfferedScope[] }>> {
  const apiTokens = await listApiTokens(ctx, input.actor.memberId)
  return ok({
    apiTokens,
    scopes: scopeNames.map((scope) => ({ scope, words: scopes[scope].words })),
  })
}
