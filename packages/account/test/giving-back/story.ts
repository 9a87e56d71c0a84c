import assert from 'node:assert/strict'
import type { Authenticator } from '@modosu/kernel/testing'
import { Secret, TOTP } from 'otpauth'
import {
  type AccountCompany,
  type Browser,
  type Member,
  PASSWORD,
} from '../open-account-company.ts'
import { signInByPasskey } from '../use-passkeys.ts'

export const KINDS = [
  'email',
  'second_email',
  'no_second_email',
  'phone',
  'no_phone',
  'login_id',
  'password',
  'recovery_code',
  'add_house',
  'remove_house',
  'add_passkey',
  'remove_passkey',
  'add_app',
  'remove_app',
  'add_token',
  'remove_token',
  'payout_account',
  'notice_settings',
] as const
export const PEOPLE = ['owner', 'thief', 'accomplice'] as const

export interface Step {
  readonly who: (typeof PEOPLE)[number]
  readonly kind: (typeof KINDS)[number]
  readonly which: number
}

/** What the account would be if only the owner had acted; written without a look at our code. */
export interface OnlyOwner {
  email: string
  loginId: string
  second: string | undefined
  phone: string | undefined
  payout: string | undefined
  signIns: string
  readonly houses: Set<string>
  readonly passkeys: Set<string>
  app: string | undefined
  readonly tokens: Set<string>
}

export interface Story {
  readonly company: AccountCompany
  /** Which story of this run it is: names differ from story to story. */
  readonly nth: number
  readonly owner: Member
  readonly browsers: Record<Step['who'], Browser>
  readonly keys: Map<string, { who: Step['who']; key: Authenticator }>
  /** The app that counts, and whose telephone it is on. */
  app: { who: Step['who']; totpId: string; secret: string; used: number } | undefined
  /** Every key for programs that was ever made. */
  readonly tokens: Map<string, string>
  readonly onlyOwner: OnlyOwner
  /** The intruders find out every password; the owner does not know theirs. */
  readonly present: { loginId: string; password: string; isOwners: boolean }
  readonly mine: Set<string>
  lastUndo: string | undefined
  count: number
}

let stories = 0

export async function beginStory(company: AccountCompany): Promise<Story> {
  stories += 1
  const owner = await company.member(`story-${stories}`)
  const { loginId, email } = owner
  return {
    company,
    nth: stories,
    owner,
    browsers: { owner: owner.browser, thief: company.browser(), accomplice: company.browser() },
    keys: new Map(),
    app: undefined,
    tokens: new Map(),
    onlyOwner: {
      email,
      loginId,
      second: undefined,
      phone: undefined,
      payout: undefined,
      signIns: 'new_device',
      houses: new Set(),
      passkeys: new Set(),
      app: undefined,
      tokens: new Set(),
    },
    present: { loginId, password: PASSWORD, isOwners: true },
    mine: new Set(),
    lastUndo: undefined,
    count: 0,
  }
}

/** Signed in, or comes in now; where the account has a factor, by his own one or not at all. */
export async function isIn(story: Story, who: Step['who']): Promise<boolean> {
  const { present, keys } = story
  const browser = story.browsers[who]
  if (who === 'owner' && !present.isOwners) return false
  if ((await browser.call('GET', '/account/v1/session')).status === 200) return true
  const own = [...keys.values()].find((one) => one.who === who)
  if (own) return (await signInByPasskey(browser, own.key)).answer.status === 200
  const signedIn = await browser.signIn(present.loginId, present.password)
  const { type, halfSignIn } = signedIn.body
  const needed = type === 'account/second_factor_needed'
  assert.ok(signedIn.status === 200 || needed, JSON.stringify(signedIn.body))
  const totpCode = needed ? codeOf(story, who) : undefined
  if (totpCode === undefined) return signedIn.status === 200
  const path = '/account/v1/sign-in/second-factor'
  const finished = await browser.call('POST', path, { halfSignIn, totpCode })
  assert.equal(finished.status, 200, JSON.stringify(finished.body))
  return true
}

export const TOTP_STEP_MS = 30_000

export function totpCode(secret: string, timestamp: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp })
}

/** A code of the app that was not used yet, from whoever has it on his telephone. */
function codeOf({ app, company }: Story, who: Step['who']): string | undefined {
  if (app?.who !== who) return undefined
  const now = Math.floor(company.clock.now().getTime() / TOTP_STEP_MS)
  app.used = Math.max(now, app.used + 1)
  return totpCode(app.secret, app.used * TOTP_STEP_MS)
}

/** Every sign-in and change so far: the owner knows which were his. */
export async function idsOf({ company, owner }: Story): Promise<Set<string>> {
  return await company.inContext(async (ctx) => {
    const found = await ctx.tx.query<{ id: string }>(
      `select session_id as id from account.session where member_id = $1
       union all select change_id from account.change where member_id = $1`,
      [owner.memberId],
    )
    return new Set(found.rows.map((row) => row.id))
  })
}

/** Where the account has a factor, what is dangerous wants it again; whoever has none is refused. */
export async function showAgain(story: Story, who: Step['who']): Promise<void> {
  const browser = story.browsers[who]
  const begun = await browser.call('POST', '/account/v1/proof/begin', {})
  const own = [...story.keys.values()].find((one) => one.who === who)
  if (begun.body.options !== undefined && own) {
    const passkey = own.key.show(begun.body.options)
    await browser.call('POST', '/account/v1/proof', { passkey })
  } else if (begun.body.methods.includes('totp')) {
    const totpCode = codeOf(story, who)
    if (totpCode !== undefined) await browser.call('POST', '/account/v1/proof', { totpCode })
  }
}
