import { type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import type { Channel } from '../changes/change.ts'
import { maskContact } from '../changes/contacts.ts'
import { MAIL_CODE_TTL_MS, recoveryTries, TEXT_CODE_TTL_MS } from '../limits.ts'
import { recoveryLetter } from '../mails/letters.ts'
import { writeTo } from '../mails/write-to.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { makeMailCode } from '../secrets/codes.ts'
import { digestGuessable, hashSecret } from '../secrets/seal.ts'
import { tellSignal } from '../signals/tell-signal.ts'
import { type AddressRow, findAddressBefore, listAddressesBefore } from '../store/addresses.ts'
import { findCaseLink } from '../store/case-access.ts'
import { findMember } from '../store/members.ts'
import { insertRecovery } from '../store/recoveries.ts'
import { findStop, type StopRow } from '../store/stops.ts'
import { proofHorizon } from './proof-horizon.ts'

export interface BegunRecovery {
  readonly recoveryId: string
  /** The contact that the code went to, enough for its owner to know it again. */
  readonly mailedTo: string
  readonly expiresAt: Date
  /** Where else a code could go: every contact from before the takeover. */
  readonly channels: readonly { readonly channel: Channel; readonly contact: string }[]
}

/**
 * Begins to verify the owner: sends a code to the last address from before the first suspect event,
 * or to another contact of then. Several recoveries may run beside each other, each with a code and
 * tries of its own: somebody else who holds a link can use up neither the owner's tries nor his
 * codes.
 *
 * Refuses, in order: `account/unknown_case_link`, `account/already_given_back`,
 * `account/too_many_tries` (per link and day), `account/unavailable` (no such contact of then).
 */
export async function beginRecovery(
  ctx: Ctx,
  deps: AccountDeps,
  input: { caseToken: string; channel?: Channel | undefined },
): Promise<Outcome<BegunRecovery>> {
  const linkHash = hashSecret(input.caseToken)
  const link = await findCaseLink(ctx, linkHash)
  const stop = link && (await findStop(ctx, link.caseId))
  if (!stop) return refuse({ code: 'account/unknown_case_link' })
  if (stop.givenBackAt !== null) return refuse({ code: 'account/already_given_back' })
  const key = `account.recovery ${linkHash.toString('hex')}`
  if (!(await takeTry(ctx, { key, ...recoveryTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  const { memberId } = stop
  const contacts = await contactsBefore(ctx, stop)
  const chosen = contacts.find((one) => one.channel === (input.channel ?? 'email'))
  if (!chosen) return refuse({ code: 'account/unavailable' })
  const { recoveryId, expiresAt } = await sendProofCode(ctx, deps, { stop, address: chosen })
  await tellSignal(ctx, { memberId, name: 'recovery-activated' })
  return ok({
    recoveryId,
    mailedTo: maskContact(chosen.channel, chosen.contact),
    expiresAt,
    channels: contacts.map(({ channel, contact }) => ({
      channel,
      contact: maskContact(channel, contact),
    })),
  })
}

/** The contacts that were the owner's before the takeover; the first is the address of then. */
export async function contactsBefore(ctx: Ctx, stop: StopRow): Promise<readonly AddressRow[]> {
  const { memberId } = stop
  const at = await proofHorizon(ctx, stop)
  const email = await findAddressBefore(ctx, { memberId, at })
  const others = await listAddressesBefore(ctx, { memberId, at })
  return [...(email ? [email] : []), ...others.filter((one) => one.channel !== 'email')]
}

async function sendProofCode(
  ctx: Ctx,
  deps: AccountDeps,
  send: { stop: StopRow; address: AddressRow },
): Promise<{ recoveryId: string; expiresAt: Date }> {
  const { memberId, caseId } = send.stop
  const { addressId, channel, contact } = send.address
  const code = makeMailCode(ctx)
  const recoveryId = ctx.newId('rec')
  const keyId = deps.sealing.currentId
  const codeDigest = digestGuessable(deps.sealing, { keyId, text: code, boundTo: recoveryId })
  const ttlMs = channel === 'phone' ? TEXT_CODE_TTL_MS : MAIL_CODE_TTL_MS
  const expiresAt = new Date(ctx.now.getTime() + ttlMs)
  const recovery = { recoveryId, caseId, addressId, keyId, codeDigest, methods: [], expiresAt }
  await insertRecovery(ctx, recovery)
  const displayName = (await findMember(ctx, memberId))?.displayName ?? ''
  await writeTo(ctx, deps, { ...recoveryLetter(code, expiresAt), channel, contact, displayName })
  return { recoveryId, expiresAt }
}
