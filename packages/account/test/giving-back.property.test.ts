import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { acts, statusOf } from './giving-back/acts.ts'
import {
  beginStory,
  idsOf,
  isIn,
  KINDS,
  PEOPLE,
  type Step,
  type Story,
  showAgain,
} from './giving-back/story.ts'
import {
  type AccountCompany,
  openAccountCompany,
  proveOwner,
  tokenIn,
} from './open-account-company.ts'

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

const steps = fc.array(
  fc.record({
    who: fc.constantFrom(...PEOPLE),
    kind: fc.constantFrom(...KINDS),
    which: fc.nat(2),
  }),
  { minLength: 1, maxLength: 10 },
)

async function play(story: Story, step: Step): Promise<void> {
  const { owner } = story
  const { who } = step
  story.count += 1
  await company.moveTo(new Date(company.clock.now().getTime() + STEP_MS))
  const known = await idsOf(story)
  if (!(await isIn(story, who))) return
  await showAgain(story, who)
  await acts[step.kind](story, step)
  await company.settle()
  if (who === 'owner') {
    for (const id of await idsOf(story)) if (!known.has(id)) story.mine.add(id)
    return
  }
  const notice = company.mails(owner.email).findLast((mail) => /\/undo\?t=/.test(mail.text))
  if (notice) story.lastUndo = tokenIn(notice.text, 'undo')
}

/** The owner answers what is asked: his is his, and the rest is not. */
async function stopAndGiveBack(story: Story): Promise<void> {
  const { owner, mine } = story
  const token = story.lastUndo
  let caseToken: string
  if (token === undefined) {
    await owner.browser.call('POST', '/account/v1/stop', { contact: owner.email })
    caseToken = tokenIn(await company.lastMail(owner.email), 'case')
  } else {
    const pressed = await owner.browser.call('POST', '/account/v1/undo', { token })
    assert.equal(pressed.status, 200, JSON.stringify(pressed.body))
    caseToken = pressed.body.caseToken
  }
  // Nothing of the last three days is a proof, whoever did it: what he got at his sign-up is.
  const { email, recoveryCode, browser } = owner
  const proof = { caseToken, email, recoveryCode, browser }
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
    if ((await statusOf(company, token)) === 200) open.push(apiTokenId)
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
      const story = await beginStory(company)
      for (const step of list) await play(story, step)
      await stopAndGiveBack(story)
      await compare(story)
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: RUN_LIMIT_MS, ...seed },
  )
})
