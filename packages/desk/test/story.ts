import { readCaseLink } from '@modosu/account'
import {
  givePoints,
  openTwoDesks,
  payFurimaru,
  type ReceivedMail,
  type TwoDesks,
} from './two-desks.ts'

/** Members sign up long before: a contact that is new may not undo, and a thief's is. */
const SIGN_UP = new Date('2017-09-01T12:00:00+09:00')
export const START = new Date('2017-09-14T00:03:00+09:00')
const PASSWORD = 'karita no nagai aikotoba'
const NEW_PASSWORD = 'karita no atarashii kotoba'
const LEFT_OVER = 236n

/** Two desks with members whose account nobody has touched yet. */
export interface DeskStory extends TwoDesks {
  readonly owners: Owner[]
}

/** A member of Hinata, signed up long before the story. */
export interface Owner {
  readonly memberId: string
  readonly loginId: string
  readonly email: string
  readonly recoveryCode: string
}

/** An owner in whose account somebody else is. */
export interface Victim extends Owner {
  /** The secret of the undo in the notice; none where nothing was changed. */
  readonly undoToken: string | undefined
}

/** A victim whose account was stopped. */
export interface StoppedOwner extends Victim {
  readonly caseId: string
  readonly caseNumber: string
  readonly caseToken: string
}

/** Opens both companies, signs owners up, and lets two weeks pass. */
export async function openStory(options: { owners: number }): Promise<DeskStory> {
  const desks = { ...(await openTwoDesks(SIGN_UP)), owners: [] as Owner[] }
  for (let number = 1; number <= options.owners; number++) {
    desks.owners.push(await signUp(desks, number))
  }
  await desks.moveTo(START)
  return desks
}

/** Signs a member up over HTTP and confirms the address. */
async function signUp(desks: TwoDesks, number: number): Promise<Owner> {
  const loginId = `karita${number}`
  const email = `${loginId}@mail.example`
  const { body } = await desks.hinata.call('POST', '/account/v1/sign-up', {
    body: { loginId, email, password: PASSWORD, displayName: `カリタ ${number}` },
  })
  await desks.settle()
  const confirmed = await desks.hinata.call('POST', '/account/v1/sign-up/confirm', {
    body: { memberId: body.memberId, code: codeIn(newestMail(desks, email)) },
  })
  expectOk(confirmed, 'confirm the address')
  return { memberId: body.memberId, recoveryCode: body.recoveryCode, loginId, email }
}

/**
 * Somebody signs in from a new device and pays Furimaru. With `machine` evidence he also changes the
 * address; with `press` nothing but the owner's word stands against him.
 */
export async function breakIn(
  desks: DeskStory,
  options: {
    stolen: bigint
    limited?: bigint
    evidence?: 'machine' | 'press'
    hasPoints?: boolean
  },
): Promise<Victim> {
  const owner = desks.owners.shift()
  if (!owner) throw new Error('no owner is left: sign more up at the start')
  const { memberId, loginId } = owner
  const limited = options.limited ?? 0n
  const regular = options.stolen - limited + LEFT_OVER
  if (!options.hasPoints) {
    await desks.hinata.inContext((ctx) => givePoints(ctx, memberId, { limited, regular }))
  }
  const android = 'Mozilla/5.0 (Linux; Android 7.0)'
  const { token, sessionId } = await signInFrom(desks, loginId, android)
  const undoToken =
    options.evidence === 'press' ? undefined : await takeAddress(desks, owner, token)
  if (options.stolen > 0n) {
    const payment = { memberId, sessionId, amount: options.stolen }
    await desks.hinata.inContext((ctx) => payFurimaru(ctx, payment))
    await desks.settle()
  }
  return { ...owner, undoToken }
}

/** A session of the account, from a browser that has not been seen, pays Furimaru; its id. */
export async function payFrom(
  desks: DeskStory,
  owner: Owner,
  from: { userAgent: string; amount: bigint },
): Promise<string> {
  const { memberId, loginId } = owner
  const sessionId = await signInFrom(desks, loginId, from.userAgent).then((one) => one.sessionId)
  const payment = { memberId, sessionId, amount: from.amount }
  await desks.hinata.inContext((ctx) => payFurimaru(ctx, payment))
  await desks.settle()
  return sessionId
}

async function signInFrom(desks: TwoDesks, login: string, userAgent: string) {
  const signedIn = await desks.hinata.call('POST', '/account/v1/sign-in', {
    body: { login, password: PASSWORD },
    headers: { 'user-agent': userAgent },
  })
  expectOk(signedIn, 'sign in')
  const token = /modosu_session=([^;]+)/.exec(signedIn.headers.getSetCookie().join('\n'))?.[1] ?? ''
  return { token, sessionId: signedIn.body.session.id as string }
}

async function takeAddress(desks: TwoDesks, owner: Owner, token: string): Promise<string> {
  const newEmail = `x-${owner.loginId}@other.example`
  const asked = await desks.hinata.call('POST', '/account/v1/email', {
    as: token,
    body: { newEmail, password: PASSWORD },
  })
  await desks.settle()
  const code = codeIn(newestMail(desks, newEmail))
  const { changeId } = asked.body
  const changed = await desks.hinata.call('POST', '/account/v1/email/confirm', {
    as: token,
    body: { changeId, code },
  })
  expectOk(changed, 'change the address')
  await desks.settle()
  return secretIn(newestMail(desks, owner.email), 'undo')
}

/** The owner presses: the undo of the notice, or the emergency stop where there was no notice. */
export async function press(desks: TwoDesks, victim: Victim): Promise<StoppedOwner> {
  if (victim.undoToken === undefined) return await pressStopByContact(desks, victim)
  const body = { token: victim.undoToken }
  const pressed = await desks.hinata.call('POST', '/account/v1/undo', { body })
  expectOk(pressed, 'press the undo')
  await desks.settle()
  return await opened(desks, victim, pressed.body.caseToken)
}

/** The emergency stop: anybody who knows a contact can press it, without signing in. */
export async function pressStopByContact(desks: TwoDesks, victim: Victim): Promise<StoppedOwner> {
  const body = { contact: victim.email }
  expectOk(await desks.hinata.call('POST', '/account/v1/stop', { body }), 'press the stop')
  await desks.settle()
  return await opened(desks, victim, secretIn(newestMail(desks, victim.email, /case\?t=/), 'case'))
}

async function opened(desks: TwoDesks, victim: Victim, caseToken: string): Promise<StoppedOwner> {
  const link = await desks.hinata.inContext((ctx) => readCaseLink(ctx, caseToken))
  if (!link) throw new Error('the link opens no case')
  return { ...victim, caseId: link.caseId, caseNumber: link.caseNumber, caseToken }
}

/** The owner shows that it is him, by two codes from before; the recovery to go on with. */
export async function prove(
  desks: TwoDesks,
  stopped: StoppedOwner,
): Promise<{ recoveryId: string; recoveryToken: string }> {
  const { caseToken, recoveryCode } = stopped
  const begun = await desks.hinata.call('POST', '/account/v1/recovery', { body: { caseToken } })
  expectOk(begun, 'begin the recovery')
  await desks.settle()
  const { recoveryId } = begun.body
  const mailedCode = codeIn(newestMail(desks, stopped.email, /ご本人確認のコード/))
  const proved = await desks.hinata.call('POST', `/account/v1/recovery/${recoveryId}/proof`, {
    body: { mailedCode, recoveryCode },
  })
  expectOk(proved, 'prove who he is')
  await desks.settle()
  return { recoveryId, recoveryToken: proved.body.recoveryToken }
}

/** The verified owner gets the account back; nothing was his but what he keeps. */
export async function giveBack(
  desks: TwoDesks,
  recovery: { recoveryId: string; recoveryToken: string },
  kept: readonly string[] = [],
): Promise<void> {
  const { recoveryId, recoveryToken } = recovery
  const given = await desks.hinata.call('POST', `/account/v1/recovery/${recoveryId}/give-back`, {
    body: { recoveryToken, kept, newPassword: NEW_PASSWORD },
  })
  expectOk(given, 'give back')
  await desks.settle()
}

/** The verified owner says that nothing happened. */
export async function liftStop(
  desks: TwoDesks,
  recovery: { recoveryId: string; recoveryToken: string },
): Promise<void> {
  const { recoveryId, recoveryToken } = recovery
  const body = { recoveryToken }
  const lifted = await desks.hinata.call('POST', `/account/v1/recovery/${recoveryId}/lift`, {
    body,
  })
  expectOk(lifted, 'lift the stop')
  await desks.settle()
}

function expectOk(answer: { status: number; body: unknown }, what: string): void {
  if (answer.status >= 300) throw new Error(`could not ${what}: ${JSON.stringify(answer.body)}`)
}

function newestMail(desks: TwoDesks, to: string, holding = /./): ReceivedMail {
  const mail = desks.hinata.mails(to).findLast((one) => holding.test(one.text))
  if (!mail) throw new Error(`no mail to ${to} that says ${holding}`)
  return mail
}

function codeIn(mail: ReceivedMail): string {
  return /: (\d{6})$/m.exec(mail.text)?.[1] ?? ''
}

function secretIn(mail: ReceivedMail, page: 'undo' | 'case'): string {
  return new RegExp(`/${page}\\?t=([\\w-]+)`).exec(mail.text)?.[1] ?? ''
}
