import { assert, type Ctx, type MemberActor, ok, refuse } from '@modosu/kernel'
import { recordChange } from '../changes/record-change.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { listApiTokens, setApiTokenThere } from '../store/api-tokens.ts'
import { findMember, lockMember } from '../store/members.ts'

/**
 * Takes one of the member's keys out; it opens nothing from now on. Without a password: whoever sees
 * a stranger's key must be quick, and it only shuts. Told, and put back by giving back when an
 * intruder did it.
 *
 * Refuses: `account/unknown_api_token`, also when it is out or over already, or somebody else's.
 */
export async function revokeApiToken(
  ctx: Ctx,
  deps: AccountDeps,
  input: { actor: MemberActor; apiTokenId: string },
): Promise<Outcome<{ apiTokenId: string }>> {
  const { actor, apiTokenId } = input
  await lockMember(ctx, actor.memberId)
  const own = await listApiTokens(ctx, actor.memberId)
  if (!own.some((one) => one.apiTokenId === apiTokenId)) {
    return refuse({ code: 'account/unknown_api_token' })
  }
  await takeOut(ctx, deps, { actor, apiTokenId })
  return ok({ apiTokenId })
}

/** Takes every key of the member out; gives how many there were. */
export async function revokeApiTokens(
  ctx: Ctx,
  deps: AccountDeps,
  actor: MemberActor,
): Promise<number> {
  await lockMember(ctx, actor.memberId)
  const own = await listApiTokens(ctx, actor.memberId)
  for (const { apiTokenId } of own) await takeOut(ctx, deps, { actor, apiTokenId })
  return own.length
}

async function takeOut(
  ctx: Ctx,
  deps: AccountDeps,
  out: { actor: MemberActor; apiTokenId: string },
): Promise<void> {
  const { apiTokenId } = out
  const { memberId, sessionId, deviceId } = out.actor
  const member = await findMember(ctx, memberId)
  assert(member, 'a signed-in member is there')
  await setApiTokenThere(ctx, { apiTokenId, memberId, there: false })
  await recordChange(ctx, deps, {
    changeId: ctx.newId('chg'),
    memberId,
    displayName: member.displayName,
    field: 'api_token',
    itemId: apiTokenId,
    before: { there: true },
    after: { there: false },
    by: { madeBy: 'member', sessionId, deviceId },
  })
}
