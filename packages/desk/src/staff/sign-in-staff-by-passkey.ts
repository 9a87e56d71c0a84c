import { askToShow, checkShown, type ShownAnswer } from '@modosu/account'
import { type Ctx, ok, type Result, refuse, takeTry } from '@modosu/kernel'
import type { DeskRefusal } from '../errors.ts'
import { findStaff, lockStaffPasskey, noteStaffPasskeyUse } from '../store/staff-passkeys.ts'
import { type BegunStaffSession, beginStaffSession } from './begin-staff-session.ts'
import { giveStaffChallenge, type Party, partyOf, takeStaffAnswer } from './staff-challenges.ts'

const WINDOW_MS = 15 * 60 * 1000
const TRIES_PER_NETWORK_MAX = 100

/** Begins a sign-in by passkey; no name is asked for. Refuses: `desk/too_many_tries`. */
export async function beginStaffPasskeySignIn(
  ctx: Ctx,
  desk: Party,
  input: { ip: string },
): Promise<Result<{ options: Awaited<ReturnType<typeof askToShow>> }, DeskRefusal>> {
  const mayTry = await takeTry(ctx, {
    key: `desk.passkey ip ${input.ip}`,
    triesMax: TRIES_PER_NETWORK_MAX,
    windowMs: WINDOW_MS,
  })
  if (!mayTry) return refuse({ code: 'desk/too_many_tries' })
  const challenge = await giveStaffChallenge(ctx, {})
  return ok({ options: await askToShow(partyOf(desk), { challenge }) })
}

/**
 * Signs a member of staff in by passkey for a working day.
 *
 * Refuses: `desk/passkey_refused`. An answer counts once, so the caller must commit.
 */
export async function signInStaffByPasskey(
  ctx: Ctx,
  desk: Party,
  input: { answer: ShownAnswer },
): Promise<Result<BegunStaffSession, DeskRefusal>> {
  const { answer } = input
  const challenge = await takeStaffAnswer(ctx, { answer })
  const passkey = challenge && (await lockStaffPasskey(ctx, answer.id))
  if (!challenge || !passkey) return refuse({ code: 'desk/passkey_refused' })
  const proven = await checkShown(partyOf(desk), { answer, challenge, passkey })
  const staff = proven && (await findStaff(ctx, passkey.staffId))
  if (!proven || !staff) return refuse({ code: 'desk/passkey_refused' })
  await noteStaffPasskeyUse(ctx, { passkeyId: passkey.passkeyId, ...proven })
  const { staffId } = passkey
  const { name, role } = staff
  return ok(await beginStaffSession(ctx, { staffId, name, role, wayIn: 'passkey' }))
}
