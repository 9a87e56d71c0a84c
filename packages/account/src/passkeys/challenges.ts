import type { Ctx } from '@modosu/kernel'
import { hashSecret } from '../secrets/seal.ts'
import { insertChallenge, type NewChallenge, takeChallenge } from '../store/passkeys.ts'
import { challengeIn, type MadeAnswer, type ShownAnswer } from './ceremony.ts'
import { CHALLENGE_BYTES, CHALLENGE_TTL_MS } from './passkey-limits.ts'

/** A challenge that can be answered once within five minutes, for one purpose, in one session. */
export async function giveChallenge(
  ctx: Ctx,
  given: Pick<NewChallenge, 'purpose' | 'memberId' | 'sessionId'>,
): Promise<string> {
  const challenge = ctx.newSecret(CHALLENGE_BYTES)
  const expiresAt = new Date(ctx.now.getTime() + CHALLENGE_TTL_MS)
  await insertChallenge(ctx, { ...given, challengeHash: hashSecret(challenge), expiresAt })
  return challenge
}

/** The challenge of an answer if it was ours to give and is answered for the first time. */
export async function takeAnswered(
  ctx: Ctx,
  taken: { answer: MadeAnswer | ShownAnswer } & Pick<NewChallenge, 'purpose' | 'sessionId'>,
): Promise<string | undefined> {
  const { answer, ...given } = taken
  const challenge = challengeIn(answer)
  if (challenge === undefined) return undefined
  const isOurs = await takeChallenge(ctx, { ...given, challengeHash: hashSecret(challenge) })
  return isOurs ? challenge : undefined
}
