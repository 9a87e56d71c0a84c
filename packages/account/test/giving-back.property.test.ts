import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import {
  type AccountCompany,
  type Browser,
  changeEmail,
  type Member,
  openAccountCompany,
  PASSWORD,
  proveOwner,
  tokenIn,
} from './open-account-company.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const STEP_MS = 20 * 60 * 1000
const RUNS = 8
const RUN_LIMIT_MS = 60_000
const NEXT_PASSWORD = 'a quiet river at night 3'
const seed = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) }

type Act =
  | { readonly kind: 'email' | 'login_id' | 'password' | 'recovery_code' }
  | { readonly kind: 'add' | 'remove'; readonly which: number }
interface Step {
  readonly who: 'owner' | 'thief' | 'accomplice'
  readonly act: Act
}

const steps = fc.array(
  fc.record({
    who: fc.constantFrom<Step['who']>('owner', 'thief', 'accomplice'),
    act: fc.oneof(
      fc.record({
        kind: fc.constantFrom<'email' | 'login_id' | 'password' | 'recovery_code'>(
          'email',
          'login_id',
          'password',
          'recovery_code',
        ),
      }),
      fc.record({ kind: fc.constantFrom<'add' | 'remove'>('add', 'remove'), which: fc.nat(3) }),
    ),
  }),
  { minLength: 1, maxLength: 8 },
)

/** What the account would be if only the owner had acted; written without a look at our code. */
interface OnlyOwner {
  email: string
  loginId: string
  readonly houses: Set<string>
}

interface Story {
  readonly owner: Member
  readonly browsers: Record<Step['who'], Browser>
  readonly onlyOwner: OnlyOwner
  readonly present: { loginId: string; password: string }
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
    onlyOwner: { email, loginId, houses: new Set() },
    present: { loginId, password: PASSWORD },
    before: undefined,
    recoveryCode,
    lastUndo: undefined,
    count: 0,
  }
}

const house = (which: number) => ({
  name: `house ${which}`,
  postalCode: '150-0001',
  prefecture: '東京都',
  city: '渋谷区',
  line: `${which}`,
})

async function play(story: Story, { who, act }: Step): Promise<void> {
  const { present, owner } = story
  story.count += 1
  await company.moveTo(new Date(company.clock.now().getTime() + STEP_MS))
  if (who !== 'owner' && !story.before) {
    story.before = { email: story.onlyOwner.email, recoveryCode: story.recoveryCode }
  }
  const browser = story.browsers[who]
  if ((await browser.call('GET', '/account/v1/session')).status === 401) {
    assert.equal((await browser.signIn(present.loginId, present.password)).status, 200)
  }
  await change(story, { who, act })
  if (who === 'owner') return
  await company.settle()
  const notice = company.mails(owner.email).findLast((mail) => /\/undo\?t=/.test(mail.text))
  if (notice) story.lastUndo = tokenIn(notice.text, 'undo')
}

async function change(story: Story, { who, act }: Step): Promise<void> {
  const { present, onlyOwner, count, owner } = story
  const browser = story.browsers[who]
  const { password } = present
  const isOwner = who === 'owner'
  if ('which' in act) {
    await changeHouses(story, { who, add: act.kind === 'add', which: act.which })
  } else if (act.kind === 'email') {
    const newEmail = `${who}-${owner.loginId}-${count}@mail.example`
    await changeEmail(company, browser, { newEmail, password })
    if (isOwner) onlyOwner.email = newEmail
  } else if (act.kind === 'login_id') {
    const newLoginId = `${who}-${stories}-${count}`
    const done = await browser.call('POST', '/account/v1/login-id', { newLoginId, password })
    assert.equal(done.status, 200)
    present.loginId = newLoginId
    if (isOwner) onlyOwner.loginId = newLoginId
  } else if (act.kind === 'password') {
    const newPassword = `of the ${who} since ${count}!`
    const done = await browser.call('POST', '/account/v1/password', { password, newPassword })
    assert.equal(done.status, 200)
    present.password = newPassword
  } else {
    const done = await browser.call('POST', '/account/v1/recovery-codes', { password })
    assert.equal(done.status, 200)
    if (isOwner) story.recoveryCode = done.body.recoveryCode
  }
}

async function changeHouses(
  story: Story,
  { who, add, which }: { who: Step['who']; add: boolean; which: number },
): Promise<void> {
  const browser = story.browsers[who]
  const { password } = story.present
  const path = '/account/v1/delivery-addresses'
  const { houses } = story.onlyOwner
  if (add) {
    const done = await browser.call('POST', path, { address: house(which), password })
    assert.equal(done.status, 200)
    if (who === 'owner') houses.add(house(which).name)
    return
  }
  const list = (await browser.call('GET', path)).body.deliveryAddresses
  const found = list[which % Math.max(list.length, 1)]
  if (!found) return
  const done = await browser.call('DELETE', `${path}/${found.deliveryAddressId}`, { password })
  assert.equal(done.status, 200)
  if (who === 'owner') houses.delete(found.address.name)
}

async function stopAndGiveBack(story: Story): Promise<void> {
  const { owner } = story
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
  const path = `/account/v1/recovery/${recoveryId}/give-back`
  const body = { recoveryToken, kept: [], newPassword: NEXT_PASSWORD }
  const given = await owner.browser.call('POST', path, body)
  assert.equal(given.status, 200, JSON.stringify(given.body))
}

async function compare(story: Story): Promise<void> {
  const { owner, onlyOwner, present, browsers } = story
  const me = (await owner.browser.call('GET', '/account/v1/session')).body
  const list = (await owner.browser.call('GET', '/account/v1/delivery-addresses')).body
  const names = list.deliveryAddresses.map((one: { address: { name: string } }) => one.address.name)
  assert.deepEqual(
    { email: me.email, loginId: me.loginId, houses: names.sort() },
    { email: onlyOwner.email, loginId: onlyOwner.loginId, houses: [...onlyOwner.houses].sort() },
  )
  assert.ok(me.restrictions.every((one: { scope: string }) => one.scope === 'leave'))
  for (const who of ['thief', 'accomplice'] as const) {
    assert.equal((await browsers[who].call('GET', '/account/v1/session')).status, 401)
  }
  const old = await company.browser().signIn(onlyOwner.loginId, present.password)
  assert.equal(old.status, 401)
  const next = await owner.browser.signIn(onlyOwner.loginId, NEXT_PASSWORD)
  assert.equal(next.status, 200)
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
