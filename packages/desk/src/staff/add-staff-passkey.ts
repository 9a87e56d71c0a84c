import { askToMake, checkMade, type MadeAnswer } from '@modosu/account'
import { assert, type Ctx, ok, type Result, refuse, type StaffActor } from '@modosu/kernel'
import type { DeskRefusal } from '../errors.ts'
import { findStaff, insertStaffPasskey, listStaffPasskeys } from '../store/staff-passkeys.ts'
import { giveStaffChallenge, type Party, partyOf, takeStaffAnswer } from './staff-challenges.ts'

/** A desk that was left open makes no passkey for whoever sits down at it. */
const FRESH_MS = 10 * 60 * 1000

/**
 * Begins to add a passkey to a member of staff who signed in a moment ago.
 *
 * Refuses: `desk/sign_in_too_old`.
 */
export async function beginStaffPasskey(
  ctx: Ctx,
  desk: Party,
  input: { actor: StaffActor },
): Promise<Result<{ options: Awaited<ReturnType<typeof askToMake>> }, DeskRefusal>> {
  const { staffId, name, session } = input.actor
  const freshFrom = ctx.now.getTime() - FRESH_MS
  if (!session || session.begunAt.getTime() < freshFrom) {
    return refuse({ code: 'desk/sign_in_too_old' })
  }
  const staff = await findStaff(ctx, staffId)
  assert(staff, 'a signed-in member of staff is there')
  const own = await listStaffPasskeys(ctx, staffId)
  const options = await askToMake(partyOf(desk), {
    challenge: await giveStaffChallenge(ctx, { staffId }),
    user: { id: staffId, name: staff.login, displayName: name },
    exclude: own.map((passkey) => passkey.credentialId),
  })
  return ok({ options })
}

/**
 * Adds the passkey that was made. From the first on, the password opens nothing any more.
 *
 * Refuses, in order: `desk/passkey_refused`, `desk/passkey_taken`. An answer counts once, so the
 * caller must commit.
 */
export async function addStaffPasskey(
  ctx: Ctx,
  desk: Party,
  input: { actor: StaffActor; name: string; answer: MadeAnswer },
): Promise<Result<{ passkeyId: string }, DeskRefusal>> {
  const { answer, name } = input
  const { staffId } = input.actor
  const challenge = await takeStaffAnswer(ctx, { answer, staffId })
  const made = challenge && (await checkMade(partyOf(desk), { answer, challenge }))
  if (!made) return refuse({ code: 'desk/passkey_refused' })
  const passkeyId = ctx.newId('spk')
  const added = await insertStaffPasskey(ctx, { ...made, passkeyId, staffId, name })
  return added ? ok({ passkeyId }) : refuse({ code: 'desk/passkey_taken' })
}
