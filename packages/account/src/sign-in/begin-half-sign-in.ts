import { type Ctx, takeTry } from '@modosu/kernel'
import type { Channel } from '../changes/change.ts'
import { maskContact } from '../changes/contacts.ts'
import { isSettled } from '../changes/tell-change.ts'
import { contactTries, PREVIOUS_TTL_MS, SECRET_BYTES } from '../limits.ts'
import { signInCodeLetter } from '../mails/letters.ts'
import { writeTo } from '../mails/write-to.ts'
import type { AccountDeps } from '../policy.ts'
import { makeMailCode } from '../secrets/codes.ts'
import { digestGuessable, hashSecret } from '../secrets/seal.ts'
import { type Browser, networkOf } from '../sessions/recognise-device.ts'
import { listNoticeAddresses, type NoticeAddress } from '../store/addresses.ts'
import { insertHalfSignIn } from '../store/half-sign-ins.ts'
import { type Factors, type SecondProof, secondProofs } from './factors.ts'
import type { Risk } from './read-risks.ts'
import { HALF_SIGN_IN_TTL_MS } from './sign-in-limits.ts'

/** A sign-in that had the right password, and what completes it. */
interface BegunHalf {
  readonly halfSignIn: string
  readonly methods: readonly SecondProof[]
  readonly expiresAt: Date
  /** Where a code went, enough for its owner to know it again. */
  readonly sentTo?: string
}

interface Half {
  readonly memberId: string
  readonly displayName: string
  readonly factors: Factors
  readonly risks: readonly Risk[]
  readonly browser: Browser
}

/**
 * Keeps a sign-in half finished for ten minutes. Where the account has the password alone, a code is
 * sent to a telephone or address of the member's that has stood for three days: a contact of last
 * night may be the intruder's. When it runs out without a sign-in, the member is told that somebody
 * knows his password.
 */
export async function beginHalfSignIn(ctx: Ctx, deps: AccountDeps, half: Half): Promise<BegunHalf> {
  const { memberId, factors, risks } = half
  const halfSignIn = ctx.newSecret(SECRET_BYTES)
  const tokenHash = hashSecret(halfSignIn)
  const expiresAt = new Date(ctx.now.getTime() + HALF_SIGN_IN_TTL_MS)
  const network = networkOf(half.browser.origin.ip)
  const hasFactor = factors.passkey || factors.totp
  const sent = hasFactor ? undefined : await sendCode(ctx, deps, { half, tokenHash, expiresAt })
  const { keyId, codeDigest } = sent ?? {}
  await insertHalfSignIn(ctx, { tokenHash, memberId, expiresAt, network, risks, keyId, codeDigest })
  const data = { half: tokenHash.toString('base64url') }
  await ctx.enqueue({ kind: 'account.tell_half_sign_in', data, dueAt: expiresAt })
  return {
    halfSignIn,
    methods: secondProofs(factors, sent !== undefined),
    expiresAt,
    ...(sent ? { sentTo: sent.sentTo } : {}),
  }
}

async function sendCode(
  ctx: Ctx,
  deps: AccountDeps,
  send: { half: Half; tokenHash: Buffer; expiresAt: Date },
): Promise<{ keyId: string; codeDigest: Buffer; sentTo: string } | undefined> {
  const { memberId, displayName } = send.half
  const to = await findContact(ctx, deps, memberId)
  // Whoever knows the password must not be able to fill the member's mailbox.
  const key = `account.sign_in_code ${memberId}`
  if (!to || !(await takeTry(ctx, { key, ...contactTries }))) return undefined
  const code = makeMailCode(ctx)
  const keyId = deps.sealing.currentId
  const boundTo = halfCodeOf(send.tokenHash)
  const codeDigest = digestGuessable(deps.sealing, { keyId, text: code, boundTo })
  const letter = signInCodeLetter(code, send.expiresAt)
  const { channel, contact } = to
  await writeTo(ctx, deps, { ...letter, channel, contact, displayName })
  return { keyId, codeDigest, sentTo: maskContact(channel, contact) }
}

/** A sent code counts for this half sign-in and no other. */
export function halfCodeOf(tokenHash: Buffer): string {
  return `account.half_sign_in ${tokenHash.toString('base64url')}`
}

const ORDER: readonly Channel[] = ['phone', 'email', 'second_email']

async function findContact(
  ctx: Ctx,
  deps: AccountDeps,
  memberId: string,
): Promise<NoticeAddress | undefined> {
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  const settled = (await listNoticeAddresses(ctx, { memberId, since })).filter((address) =>
    isSettled(ctx, address),
  )
  const channels = ORDER.filter((channel) => channel === 'phone' || deps.policy.signIn.codeByMail)
  const present = settled.filter((address) => address.untilAt === null)
  const all = [...present, ...settled.filter((address) => address.untilAt !== null).reverse()]
  for (const channel of channels) {
    const found = all.find((address) => address.channel === channel)
    if (found) return found
  }
  return undefined
}
