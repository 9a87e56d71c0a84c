import { type Ctx, ok, refuse, type StaffActor } from '@modosu/kernel'
import { contactKey } from '../changes/contacts.ts'
import { DESK_LINK_TTL_MS, SECRET_BYTES, VOUCH_TTL_MS } from '../limits.ts'
import { deskRecoveryLetter } from '../mails/letters.ts'
import { mailBoth } from '../mails/write-mail.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { digestGuessable, hashSecret } from '../secrets/seal.ts'
import { listNoticeAddresses } from '../store/addresses.ts'
import { findMember, lockMember } from '../store/members.ts'
import { insertRecovery, insertVouch, listVouches, verifyRecovery } from '../store/recoveries.ts'
import { findStop, type StopRow } from '../store/stops.ts'
import { proofHorizon } from './proof-horizon.ts'
import { tellVerified } from './tell-verified.ts'

export type Papers = 'driving_licence' | 'my_number_card' | 'passport' | 'residence_card'

export interface Vouch {
  readonly actor: StaffActor
  readonly caseId: string
  /** Where the link is to go: typed by both people for themselves. */
  readonly email: string
  readonly papers: Papers
  readonly reason: string
}

/**
 * Says at the desk that a person has shown papers and is the owner. Two people have to say so within
 * a day, one of them a supervisor, and name the same address (OWASP ASVS 5.0, 6.4.4 and 2.3.5); then
 * a link goes there by which the owner gets on, and his earlier contacts are told. Staff never see
 * the link and choose no password. An address that came in after the takeover began counts as the
 * intruder's.
 *
 * Refuses, in order: `account/unknown_stop`, `account/already_given_back`,
 * `account/address_suspect`. One person who says it twice is still one.
 */
export async function vouchForOwner(
  ctx: Ctx,
  deps: AccountDeps,
  input: Vouch,
): Promise<Outcome<{ state: 'waits_for_second' | 'verified' }>> {
  const { actor, caseId, papers, reason } = input
  const stop = await findStop(ctx, caseId)
  if (!stop) return refuse({ code: 'account/unknown_stop' })
  await lockMember(ctx, stop.memberId)
  if (stop.givenBackAt !== null) return refuse({ code: 'account/already_given_back' })
  if (await isSuspect(ctx, stop, input.email)) return refuse({ code: 'account/address_suspect' })
  const since = new Date(ctx.now.getTime() - VOUCH_TTL_MS)
  const earlier = await listVouches(ctx, { caseId, since })
  const digestUnder = (keyId: string) =>
    digestGuessable(deps.sealing, {
      keyId,
      text: contactKey('email', input.email),
      boundTo: `account.desk_vouch ${caseId}`,
    })
  const supervisor = actor.role === 'supervisor'
  const { staffId } = actor
  const keyId = deps.sealing.currentId
  const contactDigest = digestUnder(keyId)
  const vouchId = ctx.newId('vch')
  const vouch = { vouchId, caseId, staffId, supervisor, contactDigest, keyId, papers, reason }
  await insertVouch(ctx, vouch)
  const second = earlier.find(
    (one) =>
      one.staffId !== staffId &&
      (one.supervisor || supervisor) &&
      one.contactDigest.equals(digestUnder(one.keyId)),
  )
  if (!second) return ok({ state: 'waits_for_second' })
  await sendLink(ctx, deps, { stop, email: input.email })
  return ok({ state: 'verified' })
}

/** An address of this account that was not there before the takeover. */
async function isSuspect(ctx: Ctx, stop: StopRow, email: string): Promise<boolean> {
  const { memberId } = stop
  const at = await proofHorizon(ctx, stop)
  const known = await listNoticeAddresses(ctx, { memberId, since: at })
  const key = contactKey('email', email)
  return known.some((one) => one.contactKey === key && one.standsSince >= at)
}

async function sendLink(
  ctx: Ctx,
  deps: AccountDeps,
  send: { stop: StopRow; email: string },
): Promise<void> {
  const { stop, email } = send
  const { memberId, caseId } = stop
  const recoveryId = ctx.newId('rec')
  const token = ctx.newSecret(SECRET_BYTES)
  const tokenExpiresAt = new Date(ctx.now.getTime() + DESK_LINK_TTL_MS)
  const methods = ['desk'] as const
  await insertRecovery(ctx, {
    recoveryId,
    caseId,
    addressId: null,
    keyId: deps.sealing.currentId,
    codeDigest: null,
    methods,
    expiresAt: tokenExpiresAt,
  })
  const tokenHash = hashSecret(token)
  await verifyRecovery(ctx, { recoveryId, methods, tokenHash, tokenExpiresAt })
  const displayName = (await findMember(ctx, memberId))?.displayName ?? ''
  const url = `${deps.origin}/recovery/${recoveryId}/enter?t=${token}`
  await mailBoth(ctx, deps, { ...deskRecoveryLetter(url, tokenExpiresAt), to: email, displayName })
  await tellVerified(ctx, deps, { stop, usedAddressId: null })
}
