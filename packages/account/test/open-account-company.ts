import assert from 'node:assert/strict'
import { openTestCompany, type TestAnswer, type TestCompany } from '@modosu/kernel/testing'
import {
  type AccountDeps,
  type AccountPolicy,
  accountApi,
  accountJobs,
  accountMigrations,
  accountProblems,
  authenticateMember,
  protectingPolicy,
} from '../src/index.ts'
import type { MemberAction } from '../src/interval/member-action.ts'
import { missingProof } from '../src/sign-in/missing-proof.ts'

export const START = new Date('2017-09-12T02:00:00+09:00')
export const HOUR_MS = 60 * 60 * 1000
export const DAY_MS = 24 * HOUR_MS
export const PASSWORD = 'tsuki no usagi 7'
export const UNKNOWN_TOKEN = 'A'.repeat(43)

/** A company with the account only, its real sign-in, and a note of every event it tells. */
export interface AccountCompany extends TestCompany {
  readonly deps: AccountDeps
  /** A browser of its own: cookies, user agent, network. */
  browser(userAgent?: string, ip?: string): Browser
  /** A member with a confirmed address, and the browser of the sign-up. */
  member(name: string, own?: Browser): Promise<Member>
  /** What members did in other services: those services are not here, and this is what they tell. */
  readonly acts: MemberAct[]
  /** The last mail to an address, after the company has come to rest. */
  lastMail(to: string): Promise<string>
  /** What was told to the house, by type. */
  events(type: string): Promise<Record<string, unknown>[]>
}

export type MemberAct = MemberAction & { readonly memberId: string }

export interface Browser {
  call(method: string, path: string, body?: unknown): Promise<TestAnswer>
  signIn(login: string, password?: string): Promise<TestAnswer>
  readonly cookies: Map<string, string>
}

export interface Member {
  readonly memberId: string
  readonly loginId: string
  readonly email: string
  readonly recoveryCode: string
  readonly browser: Browser
}

/** Most stories begin when the thief is in; how sign-ins are held back has a suite of its own. */
const PAST_THE_SIGN_IN = { secondProof: 'never', codeByMail: true } as const
const EVENTS = ['account.stopped', 'account.verified', 'account.given_back']

export async function openAccountCompany(
  policy: Partial<AccountPolicy> = {},
): Promise<AccountCompany> {
  const acts: MemberAct[] = []
  const deps: AccountDeps = {
    policy: { ...protectingPolicy, signIn: PAST_THE_SIGN_IN, ...policy },
    sealing: { currentId: 'k1', keys: { k1: new Uint8Array(32).fill(7) } },
    origin: 'https://hinata.example',
    company: 'hinata',
    displayName: { ja: 'ひなた', en: 'Hinata' },
    sendsTexts: true,
    readActions: async (_, { memberId, since, until }) =>
      acts.filter((act) => act.memberId === memberId && act.at > since && act.at <= until),
  }
  const told: { type: string; data: Record<string, unknown> }[] = []
  const company = await openTestCompany({
    name: 'hinata',
    now: START,
    migrations: [accountMigrations],
    problems: accountProblems,
    routes: (api) => accountApi(api, deps),
    jobs: () => ({
      ...accountJobs(deps),
      ...Object.fromEntries(
        EVENTS.map((type) => [
          `test.${type}`,
          {
            inTransaction: async (_: unknown, data: Record<string, unknown>) =>
              void told.push({ type, data }),
          },
        ]),
      ),
    }),
    listeners: Object.fromEntries(EVENTS.map((type) => [type, [`test.${type}`]])),
    stepUps: deps.policy.stepUps,
    authenticators: {
      member: authenticateMember,
      stepUp: missingProof,
      async staff(_, token) {
        const [kind, staffId, role] = token.split(':')
        if (kind !== 'staff' || !staffId) return undefined
        return { kind, staffId, name: staffId, role: role as 'agent' | 'supervisor' }
      },
    },
  })
  return withBrowsers(company, { deps, acts, told })
}

function withBrowsers(
  company: TestCompany,
  more: {
    deps: AccountDeps
    acts: MemberAct[]
    told: { type: string; data: Record<string, unknown> }[]
  },
): AccountCompany {
  let networks = 0
  const browser = (userAgent = 'Mozilla/5.0 (Windows NT 10.0)', ip?: string) => {
    networks += 1
    return openBrowser(company, { userAgent, ip: ip ?? `10.0.${networks % 250}.7` })
  }
  const lastMail = async (to: string) => {
    await company.settle()
    const mail = company.mails(to).at(-1)
    assert.ok(mail, `a mail to ${to}`)
    return mail.text
  }
  return {
    ...company,
    deps: more.deps,
    acts: more.acts,
    browser,
    lastMail,
    async member(name, own = browser()) {
      const email = `${name}@example.com`
      const signedUp = await own.call('POST', '/account/v1/sign-up', {
        loginId: name,
        email,
        password: PASSWORD,
        displayName: '山田 花子',
      })
      assert.equal(signedUp.status, 201, JSON.stringify(signedUp.body))
      const { memberId, recoveryCode } = signedUp.body
      const code = codeIn(await lastMail(email))
      const body = { memberId, code }
      assert.equal((await own.call('POST', '/account/v1/sign-up/confirm', body)).status, 200)
      return { memberId, loginId: name, email, recoveryCode, browser: own }
    },
    async events(type) {
      await company.settle()
      return more.told.filter((event) => event.type === type).map((event) => event.data)
    },
  }
}

function openBrowser(company: TestCompany, as: { userAgent: string; ip: string }): Browser {
  const cookies = new Map<string, string>()
  const call = async (method: string, path: string, body?: unknown) => {
    const headers: Record<string, string> = {
      'user-agent': as.userAgent,
      'x-forwarded-for': as.ip,
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    }
    const answer = await company.call(method, path, {
      headers,
      ...(body === undefined ? {} : { body }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  return {
    call,
    cookies,
    signIn: (login, password = PASSWORD) =>
      call('POST', '/account/v1/sign-in', { login, password }),
  }
}

/** Six digits of a mail. */
export function codeIn(text: string): string {
  const code = /: (\d{6})\b/.exec(text)?.[1]
  assert.ok(code, `a code in ${text}`)
  return code
}

/** The secret of a link to a page of ours. */
export function tokenIn(text: string, page: 'undo' | 'reset' | 'case'): string {
  const token = new RegExp(`/${page}\\?t=([\\w-]{43})`).exec(text)?.[1]
  assert.ok(token, `a link to ${page} in ${text}`)
  return token
}

/** A change of the address, asked for and confirmed from the new mailbox. */
export async function changeEmail(
  company: AccountCompany,
  browser: Browser,
  change: { newEmail: string; password?: string },
): Promise<string> {
  const { newEmail, password = PASSWORD } = change
  const asked = await browser.call('POST', '/account/v1/email', { newEmail, password })
  assert.equal(asked.status, 202, JSON.stringify(asked.body))
  const code = codeIn(await company.lastMail(newEmail))
  const { changeId } = asked.body
  const done = await browser.call('POST', '/account/v1/email/confirm', { changeId, code })
  assert.equal(done.status, 200, JSON.stringify(done.body))
  return changeId
}

/** The whole recovery with what the owner has from before, up to the token. */
export async function proveOwner(
  company: AccountCompany,
  proof: { caseToken: string; email: string; recoveryCode: string; browser: Browser },
): Promise<{ recoveryId: string; recoveryToken: string }> {
  const { browser, caseToken, email, recoveryCode } = proof
  // Mails of one moment overtake each other; what came before must not be taken for the code.
  await company.settle()
  const begun = await browser.call('POST', '/account/v1/recovery', { caseToken })
  assert.equal(begun.status, 201, JSON.stringify(begun.body))
  const { recoveryId } = begun.body
  const mailedCode = codeIn(await company.lastMail(email))
  const path = `/account/v1/recovery/${recoveryId}/proof`
  const proven = await browser.call('POST', path, { mailedCode, recoveryCode })
  assert.equal(proven.status, 200, JSON.stringify(proven.body))
  return { recoveryId, recoveryToken: proven.body.recoveryToken }
}
