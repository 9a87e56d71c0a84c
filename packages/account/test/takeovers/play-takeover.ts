import assert from 'node:assert/strict'
import { type Authenticator, openAuthenticator } from '@modosu/kernel/testing'
import { loadInterval } from '../../src/interval/load-interval.ts'
import type { Sorted } from '../../src/interval/sorting.ts'
import { findStandingStop } from '../../src/store/stops.ts'
import {
  type AccountCompany,
  type Browser,
  changeEmail,
  codeIn,
  type Member,
  PASSWORD,
  tokenIn,
} from '../open-account-company.ts'
import { addPasskey, signInByPasskey } from '../use-passkeys.ts'
import { type Step, spanMs, type TakeoverCase, userAgentOf } from './takeover-case.ts'

/** What was done, by whom in truth, and as what it was sorted. */
export interface Told {
  readonly id: string
  readonly what: string
  readonly truth: 'yours' | 'theirs'
  readonly sorted: Sorted
}

interface Play {
  readonly company: AccountCompany
  readonly of: TakeoverCase
  readonly member: Member
  readonly browsers: ReadonlyMap<string, Browser>
  /** What the last one who changed it set. */
  password: string
  loginId: string
  passkey: Authenticator | undefined
  count: number
  /** Tokens of the notices, by what they were about. */
  readonly notices: Map<string, string[]>
  readonly truths: Map<string, { what: string; truth: Told['truth'] }>
}

/** Plays a case over HTTP and tells how each thing that was done in it is sorted at its end. */
export async function playTakeover(company: AccountCompany, of: TakeoverCase): Promise<Told[]> {
  const browsers = new Map(
    Object.entries(of.devices).map(([name, { browser, network }]) => [
      name,
      company.browser(userAgentOf(browser), network),
    ]),
  )
  const [first] = browsers.values()
  const member = await company.member(of.takeover.replaceAll('-', '_'), first)
  const play: Play = {
    company,
    of,
    member,
    browsers,
    password: PASSWORD,
    loginId: member.loginId,
    passkey: undefined,
    count: 0,
    notices: new Map(),
    truths: new Map(),
  }
  for (const step of of.steps) await playStep(play, step)
  return await company.inContext(async (ctx) => {
    const stop = await findStandingStop(ctx, member.memberId)
    assert(stop, `${of.takeover} ends with a stop`)
    const { interval } = await loadInterval(ctx, company.deps, stop)
    return [...play.truths].map(([id, { what, truth }]) => {
      const sorted = interval.sorted.get(id)
      assert(sorted, `${what} of ${of.takeover} is sorted`)
      return { id, what, truth, sorted }
    })
  })
}

async function playStep(play: Play, step: Step): Promise<void> {
  const { company, of, browsers } = play
  await company.moveTo(new Date(company.clock.now().getTime() + spanMs(step.in)))
  play.count += 1
  const device = of.devices[step.on]
  const browser = browsers.get(step.on)
  assert(device && browser, `${step.on} is a device of ${of.takeover}`)
  const carried = device.carries === undefined ? undefined : browsers.get(device.carries)
  if (carried) copyCookies(carried, browser)
  const before = await idsOf(play)
  const act = await doStep(play, { step, browser })
  await company.settle()
  const truth = (step.who ?? device.who) === 'owner' ? 'yours' : 'theirs'
  const what = `${step.do}${step.what === undefined ? '' : ` ${step.what}`}`
  for (const id of await idsOf(play)) {
    if (!before.has(id)) play.truths.set(id, { what, truth })
  }
  if (act !== undefined) play.truths.set(act, { what, truth })
  if (carried) copyCookies(browser, carried)
  keepNotices(play, step)
}

function copyCookies(from: Browser, to: Browser): void {
  to.cookies.clear()
  for (const [name, value] of from.cookies) to.cookies.set(name, value)
}

/** Every sign-in and change of the member so far. */
async function idsOf({ company, member }: Play): Promise<Set<string>> {
  return await company.inContext(async (ctx) => {
    const found = await ctx.tx.query<{ id: string }>(
      `select session_id as id from account.session where member_id = $1
       union all select change_id from account.change where member_id = $1`,
      [member.memberId],
    )
    return new Set(found.rows.map((row) => row.id))
  })
}

function keepNotices({ company, member, notices }: Play, step: Step): void {
  const known = new Set([...notices.values()].flat())
  const fresh = company
    .mails(member.email)
    .filter((mail) => /\/undo\?t=/.test(mail.text))
    .map((mail) => tokenIn(mail.text, 'undo'))
    .filter((token) => !known.has(token))
  notices.set(step.do, [...(notices.get(step.do) ?? []), ...fresh])
}

type Doing = { readonly step: Step; readonly browser: Browser }

async function doStep(play: Play, { step, browser }: Doing): Promise<string | undefined> {
  const { member, notices } = play
  switch (step.do) {
    case 'sign-in':
      await expect(browser.signIn(play.loginId, play.password))
      return undefined
    case 'sign-in-by-passkey': {
      assert(play.passkey, 'a passkey was added')
      await expect(signInByPasskey(browser, play.passkey).then((done) => done.answer))
      return undefined
    }
    case 'steal-cookies': {
      const from = play.browsers.get(step.from ?? '')
      assert(from, 'a cookie is stolen from a device')
      copyCookies(from, browser)
      return undefined
    }
    case 'use':
      return await act(play, { step, browser })
    case 'press': {
      const list = notices.get(step.of ?? '') ?? []
      const token = step.first ? list[0] : list.at(-1)
      await expect(browser.call('POST', '/account/v1/undo', { token }))
      return undefined
    }
    case 'stop':
      await expect(browser.call('POST', '/account/v1/stop', { contact: member.email }))
      return undefined
    case 'change-email':
    case 'change-password':
    case 'change-login-id':
    case 'change-notice-settings':
    case 'add-delivery':
    case 'add-passkey':
    case 'add-phone':
    case 'reset-password':
      await change(play, step.do, { step, browser })
      return undefined
  }
}

/** What a step changes in the account. */
type Change = Extract<
  Step['do'],
  `change-${string}` | 'add-delivery' | 'add-passkey' | 'add-phone' | 'reset-password'
>

/** Something in another service: the session that it is done in is asked for like any request. */
async function act(play: Play, { step, browser }: Doing): Promise<string> {
  const { company, member, count } = play
  const session = await expect(browser.call('GET', '/account/v1/session'))
  const actionId = `act_${member.memberId}_${count}`
  const what = step.what ?? 'value'
  company.acts.push({
    actionId,
    kind: what,
    memberId: member.memberId,
    sessionId: session.body.sessionId,
    at: company.clock.now(),
    words: { ja: what, en: what },
  })
  return actionId
}

async function change(play: Play, kind: Change, { step, browser }: Doing): Promise<void> {
  const { company, password, count, of, member } = play
  const call = (method: string, path: string, body: object) =>
    expect(browser.call(method, `/account/v1/${path}`, body))
  switch (kind) {
    case 'change-email':
      await changeEmail(company, browser, { newEmail: step.to ?? '', password })
      return
    case 'change-password':
      play.password = `tsugi no atarashii kagi ${count}`
      await call('POST', 'password', { password, newPassword: play.password })
      return
    case 'change-login-id':
      play.loginId = `${of.takeover.slice(0, 20)}-${count}`
      await call('POST', 'login-id', { password, newLoginId: play.loginId })
      return
    case 'change-notice-settings':
      await call('PUT', 'notice-settings', { password, signIns: 'none' })
      return
    case 'add-delivery':
      await call('POST', 'delivery-addresses', { password, address: house(count) })
      return
    case 'add-passkey':
      play.passkey = openAuthenticator()
      await addPasskey(browser, { authenticator: play.passkey, password })
      return
    case 'add-phone': {
      const asked = await call('POST', 'phone', { password, newPhone: step.to })
      await company.settle()
      const code = codeIn(company.texts().at(-1)?.text ?? '')
      await call('POST', 'phone/confirm', { changeId: asked.body.changeId, code })
      return
    }
    case 'reset-password': {
      await call('POST', 'password-reset', { login: member.email })
      const token = tokenIn(await company.lastMail(member.email), 'reset')
      play.password = `saisettei no atarashii kagi ${count}`
      await call('POST', 'password-reset/confirm', { token, newPassword: play.password })
    }
  }
}

const house = (count: number) => ({
  name: `house ${count}`,
  postalCode: '150-0001',
  prefecture: '東京都',
  city: '渋谷区',
  line: `${count}`,
})

async function expect(asked: ReturnType<Browser['call']>) {
  const answer = await asked
  assert.ok(answer.status < 300, JSON.stringify(answer.body))
  return answer
}
