import assert from 'node:assert/strict'
import { openAuthenticator } from '@modosu/kernel/testing'
import { type AccountCompany, changeEmail, codeIn } from '../open-account-company.ts'
import { addPasskey } from '../use-passkeys.ts'
import { type OnlyOwner, PEOPLE, type Step, type Story, TOTP_STEP_MS, totpCode } from './story.ts'

type Act = (story: Story, step: Step) => Promise<void>

/** Asks with the password of now. Refused without a factor, or since nothing changes: then nothing. */
async function ask(
  story: Story,
  step: Step,
  call: { method: string; path: string; body?: object },
): Promise<Record<string, string> | undefined> {
  const body = { ...call.body, password: story.present.password }
  const path = `/account/v1/${call.path}`
  const answer = await story.browsers[step.who].call(call.method, path, body)
  if (answer.status < 300) return answer.body
  assert.ok([403, 409].includes(answer.status), `${step.kind}: ${JSON.stringify(answer.body)}`)
  return undefined
}

function contactAct(of: {
  path: string
  field: string
  make: (story: Story, step: Step) => string
  set: (onlyOwner: OnlyOwner, contact: string) => void
}): Act {
  return async (story, step) => {
    const contact = of.make(story, step)
    const body = { [of.field]: contact }
    const asked = await ask(story, step, { method: 'POST', path: of.path, body })
    if (!asked) return
    const { company } = story
    await company.settle()
    const sent = of.path === 'phone' ? company.texts(contact) : company.mails(contact)
    const confirm = { changeId: asked.changeId, code: codeIn(sent.at(-1)?.text ?? '') }
    const path = `/account/v1/${of.path}/confirm`
    const done = await story.browsers[step.who].call('POST', path, confirm)
    assert.equal(done.status, 200, JSON.stringify(done.body))
    if (step.who === 'owner') of.set(story.onlyOwner, contact)
  }
}

export const acts: Record<Step['kind'], Act> = {
  async email(story, step) {
    if (story.keys.size > 0 || story.app) return
    const newEmail = `${step.who}-${story.owner.loginId}-${story.count}@mail.example`
    const { password } = story.present
    await changeEmail(story.company, story.browsers[step.who], { newEmail, password })
    if (step.who === 'owner') story.onlyOwner.email = newEmail
  },
  second_email: contactAct({
    path: 'second-email',
    field: 'newEmail',
    make: ({ owner, count }, { who }) => `second-${who}-${owner.loginId}-${count}@mail.example`,
    set: (onlyOwner, contact) => {
      onlyOwner.second = contact
    },
  }),
  async no_second_email(story, step) {
    const done = await ask(story, step, { method: 'DELETE', path: 'second-email' })
    if (done && step.who === 'owner') story.onlyOwner.second = undefined
  },
  phone: contactAct({
    path: 'phone',
    field: 'newPhone',
    make: ({ count, nth }, { who }) =>
      `+8190${PEOPLE.indexOf(who)}${String(nth).padStart(4, '0')}${String(count).padStart(3, '0')}`,
    set: (onlyOwner, contact) => {
      onlyOwner.phone = contact
    },
  }),
  async no_phone(story, step) {
    const done = await ask(story, step, { method: 'DELETE', path: 'phone' })
    if (done && step.who === 'owner') story.onlyOwner.phone = undefined
  },
  async login_id(story, step) {
    const newLoginId = `${step.who}-${story.nth}-${story.count}`
    const done = await ask(story, step, { method: 'POST', path: 'login-id', body: { newLoginId } })
    if (!done) return
    story.present.loginId = newLoginId
    if (step.who === 'owner') story.onlyOwner.loginId = newLoginId
  },
  async password(story, step) {
    const newPassword = `kagi of the ${step.who} since ${story.count}!`
    const done = await ask(story, step, { method: 'POST', path: 'password', body: { newPassword } })
    if (!done) return
    story.present.password = newPassword
    story.present.isOwners = step.who === 'owner'
  },
  async recovery_code(story, step) {
    await ask(story, step, { method: 'POST', path: 'recovery-codes' })
  },
  async add_house(story, step) {
    const body = { address: house(step.which) }
    const done = await ask(story, step, { method: 'POST', path: 'delivery-addresses', body })
    if (done && step.who === 'owner') story.onlyOwner.houses.add(house(step.which).name)
  },
  async remove_house(story, step) {
    const path = 'delivery-addresses'
    const browser = story.browsers[step.who]
    const list = (await browser.call('GET', `/account/v1/${path}`)).body.deliveryAddresses
    const found = list[step.which % Math.max(list.length, 1)]
    if (!found) return
    const one = `${path}/${found.deliveryAddressId}`
    const done = await ask(story, step, { method: 'DELETE', path: one })
    if (done && step.who === 'owner') story.onlyOwner.houses.delete(found.address.name)
  },
  async add_passkey(story, step) {
    const begun = await ask(story, step, { method: 'POST', path: 'passkeys/begin' })
    if (!begun) return
    const key = openAuthenticator()
    const passkeyId = await addPasskey(story.browsers[step.who], {
      authenticator: key,
      password: story.present.password,
    })
    story.keys.set(passkeyId, { who: step.who, key })
    if (step.who === 'owner') story.onlyOwner.passkeys.add(passkeyId)
  },
  async remove_passkey(story, step) {
    const [passkeyId] = story.keys.keys()
    if (passkeyId === undefined) return
    const done = await ask(story, step, { method: 'DELETE', path: `passkeys/${passkeyId}` })
    if (!done) return
    story.keys.delete(passkeyId)
    if (step.who === 'owner') story.onlyOwner.passkeys.delete(passkeyId)
  },
  async add_app(story, step) {
    const begun = await ask(story, step, { method: 'POST', path: 'totp/begin' })
    if (!begun) return
    const { totpId = '', secret = '' } = begun
    const used = Math.floor(story.company.clock.now().getTime() / TOTP_STEP_MS)
    const body = { totpId, code: totpCode(secret, used * TOTP_STEP_MS) }
    const done = await story.browsers[step.who].call('POST', '/account/v1/totp', body)
    assert.equal(done.status, 200, JSON.stringify(done.body))
    story.app = { who: step.who, totpId, secret, used }
    if (step.who === 'owner') story.onlyOwner.app = totpId
  },
  async remove_app(story, step) {
    if (!story.app) return
    const done = await ask(story, step, { method: 'DELETE', path: 'totp' })
    if (!done) return
    story.app = undefined
    if (step.who === 'owner') story.onlyOwner.app = undefined
  },
  async add_token(story, step) {
    const body = { name: `${step.who} ${story.count}`, scopes: ['account:read'], days: 30 }
    const made = await ask(story, step, { method: 'POST', path: 'api-tokens', body })
    if (!made) return
    const { apiTokenId = '', token = '' } = made
    story.tokens.set(apiTokenId, token)
    if (step.who === 'owner') story.onlyOwner.tokens.add(apiTokenId)
    assert.equal(await statusOf(story.company, token), 200)
  },
  async remove_token(story, step) {
    const list = await story.browsers[step.who].call('GET', '/account/v1/api-tokens')
    const found = list.body.apiTokens[step.which]
    if (!found) return
    const done = await ask(story, step, {
      method: 'DELETE',
      path: `api-tokens/${found.apiTokenId}`,
    })
    if (done && step.who === 'owner') story.onlyOwner.tokens.delete(found.apiTokenId)
  },
  async payout_account(story, step) {
    const number = `${PEOPLE.indexOf(step.who)}${String(story.count).padStart(6, '0')}`
    const account = {
      bankCode: '0001',
      branchCode: '001',
      kind: 'ordinary',
      number,
      holderKana: 'ヤマダ ハナコ',
    }
    const done = await ask(story, step, {
      method: 'PUT',
      path: 'payout-account',
      body: { account },
    })
    if (done && step.who === 'owner') story.onlyOwner.payout = number
  },
  async notice_settings(story, step) {
    const signIns = ['every', 'new_device', 'none'][step.which] ?? 'every'
    const body = { signIns }
    const done = await ask(story, step, { method: 'PUT', path: 'notice-settings', body })
    if (done && step.who === 'owner') story.onlyOwner.signIns = signIns
  },
}

/** What a program is answered that asks by this key. */
export async function statusOf(company: AccountCompany, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  return (await company.call('GET', '/account/v1/session', { headers })).status
}

const house = (which: number) => ({
  name: `house ${which}`,
  postalCode: '150-0001',
  prefecture: '東京都',
  city: '渋谷区',
  line: `${which}`,
})
