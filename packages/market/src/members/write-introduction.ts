import { type Ctx, ok, type Result } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { writeIntroductionText } from '../store/member.ts'
import { profileOf } from './profile-of.ts'

export const INTRODUCTION_MAX = 1_000

/** Writes the words on a member's own profile. Nothing is refused; twice is once. */
export async function writeIntroduction(
  ctx: Ctx,
  input: { memberId: string; introduction: string },
): Promise<Result<{ profileId: string }, MarketError>> {
  const profileId = await profileOf(ctx, input.memberId)
  await writeIntroductionText(ctx, input.memberId, input.introduction)
  return ok({ profileId })
}
