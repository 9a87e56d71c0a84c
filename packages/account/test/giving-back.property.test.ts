import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Authenticator, openAuthenticator } from '@modosu/kernel/testing'
import fc from 'fast-check'
import { Secret, TOTP } from 'otpauth'
import {
  type AccountCompany,
  type Browser,
  changeEmail,
  codeIn,
  type Member,
  openAccountCompany,
  PASSWORD,
  proveOwner,
  tokenIn,
} from './open-account-company.ts'
import { addPasskey, signInByPasskey } from './use-passkeys.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const STEP_MS = 20 * 60 * 1000
/** More of them by hand: `FC_RUNS=200`. */
const RUNS = Number(process.env.FC_RUNS ?? 6)
const RUN_LIMIT_MS = RUNS * 8_000
const NEXT_PASSWORD = 'a quiet river at night 3'
const seed = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) }

const KINDS = [
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
const PEOPLE = ['owner', 'thief', 'accomplice'] as const

interface Step {
  readonly who: (typeof PEOPLE)[number]
  readonly kind: (typeof KINDS)[number]
  readonly which: number
}

const steps = fc.array(
  fc.record({
    who: fc.constantFrom(...PEOPLE),
    kind: fc.constantFrom(...KINDS),
    which: fc.nat(2),
  }),
  { minLength: 1, maxLength: 10 },
)

/** What the account would be if only the owner had acted; written without a look at our code. */
interface OnlyOwner {
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

interface Story {
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
  /** What the owner has from before the first sign-in of somebody else. */
  before: { email: string; recoveryCode: string } | undefined
  recoveryCode: string
  lastUndo: string | undefined
  count: number
}

let stories = 0

async function beginStory(): Promise<Story> {
  stories += 1
  const owner = await company.member(`story-${stories}`)
  const { loginId, email, recoveryCode } = owner
  return {
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
    before: undefined,
    recoveryCode,
    lastUndo: undefined,
    count: 0,
  }
}

async function play(story: Story, step: Step): Promise<void> {
  const { owner } = story
  const { who } = step
  story.count += 1
  await company.moveTo(new Date(company.clock.now().getTime() + STEP_MS))
  if (who !== 'owner' && !story.before) {
    story.before = { email: story.onlyOwner.email, recoveryCode: story.recoveryCode }
  }
  const known = await idsOf(owner.memberId)
  if (!(await isIn(story, who))) return
  await showAgain(story, who)
  await acts[step.kind](story, step)
  await company.settle()
  if (who === 'owner') {
    for (const id of await idsOf(owner.memberId)) if (!known.has(id)) story.mine.add(id)
    return
  }
  const notice = company.mails(owner.email).findLast((mail) => /\/undo\?t=/.test(mail.text))
  if (notice) story.lastUndo = tokenIn(notice.text, 'undo')
}

/** Signed in, or comes in now; where the account has a factor, by his own one or not at all. */
async function isIn(story: Story, who: Step['who']): Promise<boolean> {
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

const TOTP_STEP_MS = 30_000

function totpCode(secret: string, timestamp: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp })
}

/** A code of the app that was not used yet, from whoever has it on his telephone. */
function codeOf({ app }: Story, who: Step['who']): string | undefined {
  if (app?.who !== who) return undefined
  const now = Math.floor(company.clock.now().getTime() / TOTP_STEP_MS)
  app.used = Math.max(now, app.used + 1)
  return totpCode(app.secret, app.used * TOTP_STEP_MS)
}

/** Every sign-in and change so far: the owner knows which were his. */
async function idsOf(memberId: string): Promise<Set<string>> {
  return await company.inContext(async (ctx) => {
    const found = await ctx.tx.query<{ id: string }>(
      `select session_id as id from account.session where member_id = $1
       union all select change_id from account.change where member_id = $1`,
      [memberId],
    )
    return new Set(found.rows.map((row) => row.id))
  })
}

/** Where the account has a factor, what is dangerous wants it again; whoever has none is refused. */
async function showAgain(story: Story, who: Step['who']): Promise<void> {
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
    await company.settle()
    const sent = of.path === 'phone' ? company.texts(contact) : company.mails(contact)
    const confirm = { changeId: asked.changeId, code: codeIn(sent.at(-1)?.text ?? '') }
    const path = `/account/v1/${of.path}/confirm`
    const done = await story.browsers[step.who].call('POST', path, confirm)
    assert.equal(done.status, 200, JSON.stringify(done.body))
    if (step.who === 'owner') of.set(story.onlyOwner, contact)
  }
}

const acts: Record<Step['kind'], Act> = {
  async email(story, step) {
    if (story.keys.size > 0 || story.app) return
    const newEmail = `${step.who}-${story.owner.loginId}-${story.count}@mail.example`
    const { password } = story.present
    await changeEmail(company, story.browsers[step.who], { newEmail, password })
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
    make: ({ count }, { who }) =>
      `+8190${PEOPLE.indexOf(who)}${String(stories).padStart(4, '0')}${String(count).padStart(3, '0')}`,
    set: (onlyOwner, contact) => {
      onlyOwner.phone = contact
    },
  }),
  async no_phone(story, step) {
    const done = await ask(story, step, { method: 'DELETE', path: 'phone' })
    if (done && step.who === 'owner') story.onlyOwner.phone = undefined
  },
  async login_id(story, step) {
    const newLoginId = `${step.who}-${stories}-${story.count}`
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
    const done = await ask(story, step, { method: 'POST', path: 'recovery-codes' })
    if (done && step.who === 'owner') story.recoveryCode = done.recoveryCodes?.[0] ?? ''
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
    const used = Math.floor(company.clock.now().getTime() / TOTP_STEP_MS)
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
    assert.equal(await statusOf(token), 200)
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
async function statusOf(token: string): Promise<number> {
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

/** The owner answers what is asked: his is his, and the rest is not. */
async function stopAndGiveBack(story: Story): Promise<void> {
  const { owner, mine } = story
  const token = story.lastUndo
  const before = story.before ?? {
    email: story.onlyOwner.email,
    recoveryCode: story.recoveryCode,
  }
  let caseToken: string
  if (token === undefined) {
    await owner.browser.call('POST', '/account/v1/stop', { contact: owner.email })
    caseToken = tokenIn(await company.lastMail(owner.email), 'case')
  } else {
    const pressed = await owner.browser.call('POST', '/account/v1/undo', { token })
    assert.equal(pressed.status, 200, JSON.stringify(pressed.body))
    caseToken = pressed.body.caseToken
  }
  const proof = { caseToken, ...before, browser: owner.browser }
  const { recoveryId, recoveryToken } = await proveOwner(company, proof)
  const path = `/account/v1/recovery/${recoveryId}`
  const review = (await owner.browser.call('POST', `${path}/review`, { recoveryToken })).body
  const slandered = review.changes.filter(
    (one: { changeId: string; sorted: string }) =>
      mine.has(one.changeId) && one.sorted === 'theirs',
  )
  assert.deepEqual(slandered, [], 'nothing of the owner’s is called somebody else’s')
  const asked: { id: string; sorted: string }[] = [
    ...review.changes.map((one: { changeId: string }) => ({ ...one, id: one.changeId })),
    ...review.sessions.map((one: { sessionId: string }) => ({ ...one, id: one.sessionId })),
  ]
  const kept = asked.filter((one) => mine.has(one.id)).map((one) => one.id)
  const disowned = asked.filter((one) => !mine.has(one.id)).map((one) => one.id)
  const body = { recoveryToken, kept, disowned, newPassword: NEXT_PASSWORD }
  const given = await owner.browser.call('POST', `${path}/give-back`, body)
  assert.equal(given.status, 200, JSON.stringify(given.body))
}

async function compare(story: Story): Promise<void> {
  const { owner, onlyOwner, present, browsers } = story
  const get = async (path: string) => (await owner.browser.call('GET', `/account/v1/${path}`)).body
  const me = await get('session')
  const houses = (await get('delivery-addresses')).deliveryAddresses
  const { contacts } = await get('contacts')
  const contact = (channel: string) =>
    contacts.find(
      (one: { channel: string; leftAt: string | null }) =>
        one.channel === channel && one.leftAt === null,
    )?.contact
  const { payoutAccount } = await get('payout-account')
  const { passkeys, totp, recoveryCodes } = await get('factors')
  assert.equal(recoveryCodes.left, 1, 'the intruder may have seen the others')
  const open: string[] = []
  for (const [apiTokenId, token] of story.tokens) {
    if ((await statusOf(token)) === 200) open.push(apiTokenId)
  }
  assert.deepEqual(
    {
      email: me.email,
      loginId: me.loginId,
      second: contact('second_email'),
      phone: contact('phone'),
      payout: payoutAccount?.account.number,
      signIns: (await get('notice-settings')).signIns,
      houses: houses.map((one: { address: { name: string } }) => one.address.name).sort(),
      passkeys: passkeys.map((one: { passkeyId: string }) => one.passkeyId).sort(),
      app: totp?.totpId,
      tokens: open.sort(),
    },
    {
      ...onlyOwner,
      houses: [...onlyOwner.houses].sort(),
      passkeys: [...onlyOwner.passkeys].sort(),
      tokens: [...onlyOwner.tokens].sort(),
    },
  )
  assert.ok(me.restrictions.every((one: { scope: string }) => one.scope === 'leave'))
  for (const who of ['thief', 'accomplice'] as const) {
    assert.equal((await browsers[who].call('GET', '/account/v1/session')).status, 401)
  }
  const old = await company.browser().signIn(onlyOwner.loginId, present.password)
  assert.deepEqual([old.status, old.body.type], [401, 'account/sign_in_refused'])
  const next = await owner.browser.signIn(onlyOwner.loginId, NEXT_PASSWORD)
  const needed = 'account/second_factor_needed'
  const hasFactor = onlyOwner.passkeys.size > 0 || onlyOwner.app !== undefined
  assert.equal(next.body.type, hasFactor ? needed : undefined)
}

test('whatever owner and intruders did in whatever order, only the owner’s acts are left', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list: Step[]) => {
      const story = await beginStory()
      for (const step of list) await play(story, step)
      await stopAndGiveBack(story)
      await compare(story)
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: RUN_LIMIT_MS, ...seed },
  )
})
