import { challengeIn, type MadeAnswer, type ShownAnswer } from '@modosu/account'
import type { Ctx } from '@modosu/kernel'
import type { DeskDeps } from '../desk-deps.ts'
import { insertStaffChallenge, takeStaffChallenge } from '../store/staff-passkeys.ts'
import { hashToken } from './begin-staff-session.ts'

const CHALLENGE_TTL_MS = 5 * 60 * 1000
const CHALLENGE_BYTES = 32

/** Of the desk, what a passkey is bound to. */
export type Party = Pick<DeskDeps, 'origin' | 'displayName'>

export const partyOf = ({ origin, displayName }: Party) => ({ origin, name: displayName.ja })

/** A challenge for this person, or for whoever signs in. */
export async function giveStaffChallenge(ctx: Ctx, to: { staffId?: string }): Promise<string> {
  const challenge = ctx.newSecret(CHALLENGE_BYTES)
  const expiresAt = new Date(ctx.now.getTime() + CHALLENGE_TTL_MS)
  await insertStaffChallenge(ctx, { ...to, challengeHash: hashToken(challenge), expiresAt })
  return challenge
}

/** The challenge of an answer if it was given to this person and is answered for the first time. */
export async function takeStaffAnswer(
  ctx: Ctx,
  taken: { answer: MadeAnswer | ShownAnswer; staffId?: string },
): Promise<string | undefined> {
  const { answer, ...to } = taken
  const challenge = challengeIn(answer)
  if (challenge === undefined) return undefined
  const challengeHash = hashToken(challenge)
  return (await takeStaffChallenge(ctx, { ...to, challengeHash })) ? challenge : undefined
}
